/** Open Collective: a community's conversations, votes in them, and its expenses. */
package org.metagov.gateway.plugins.opencollective;
