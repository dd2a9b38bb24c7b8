/** Chance, for trying the gateway out: no platform, no account. */
package org.metagov.gateway.plugins.randomness;
