/**
 * What an address may look like, and where it leads: the one rule for every URL that the gateway is
 * given to call, and for what such a URL stands for in the network.
 */
package org.metagov.gateway.address;
