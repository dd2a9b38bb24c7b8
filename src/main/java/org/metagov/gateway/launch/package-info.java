/** How the server is started from its unpacked jars; nothing of this runs inside the gateway. */
package org.metagov.gateway.launch;
