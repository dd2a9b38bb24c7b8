/** The packaged WAR on the real server: driven over HTTP, looked into, killed. */
package org.metagov.gateway.it;
