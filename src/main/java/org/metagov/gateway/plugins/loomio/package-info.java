/** Loomio: discussions and polls of a group. */
package org.metagov.gateway.plugins.loomio;
