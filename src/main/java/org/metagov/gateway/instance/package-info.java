/**
 * What a plugin is handed: its config, its state, its way out to its platform, and what it has done
 * once and for all.
 */
package org.metagov.gateway.instance;
