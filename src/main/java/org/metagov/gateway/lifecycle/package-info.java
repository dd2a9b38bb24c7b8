/** From the driver to a platform over time: processes are started, checked, closed and ended. */
package org.metagov.gateway.lifecycle;
