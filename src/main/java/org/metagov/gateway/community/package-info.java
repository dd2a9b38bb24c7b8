/** Communities and the plugins they have enabled. */
package org.metagov.gateway.community;
