/** From the driver to a platform and back, at once. */
package org.metagov.gateway.action;
