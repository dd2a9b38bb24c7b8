/** Stand-ins that several tests use. */
package org.metagov.gateway.testing;
