/** Communities and the plugins that they have enabled, as they are kept. */
package org.metagov.gateway.community;
