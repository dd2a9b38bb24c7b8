/** SourceCred: how much the work of a community's members counts. */
package org.metagov.gateway.plugins.sourcecred;
