/** The keys of this server, and what they seal: nothing secret stands in the database in clear. */
package org.metagov.gateway.secret;
