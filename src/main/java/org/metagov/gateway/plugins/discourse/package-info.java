/** Discourse: posts, topics, messages and polls of a forum. */
package org.metagov.gateway.plugins.discourse;
