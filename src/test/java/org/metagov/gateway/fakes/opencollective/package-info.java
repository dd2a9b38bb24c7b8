/** Open Collective on this machine: its GraphQL API and its webhooks, as strict as the real one. */
package org.metagov.gateway.fakes.opencollective;
