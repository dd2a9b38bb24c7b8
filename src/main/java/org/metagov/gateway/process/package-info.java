/**
 * From the driver to a platform over time: governance processes are started, checked and closed.
 */
package org.metagov.gateway.process;
