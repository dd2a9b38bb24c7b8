/** A small Discourse: as much of the forum as its plugin needs, as strict as the real one. */
package org.metagov.gateway.fakes.discourse;
