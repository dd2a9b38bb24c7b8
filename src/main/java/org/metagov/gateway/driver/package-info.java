/** One call of a driver: what it is sent, and what its answer means. */
package org.metagov.gateway.driver;
