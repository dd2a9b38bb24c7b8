/**
 * How communities come to be as their drivers want them: what is asked for is checked, plugins are
 * told, and all of it is written under the community's lease, or nothing.
 */
package org.metagov.gateway.setup;
