/** Who is calling, and what a route takes of them. */
package org.metagov.gateway.access;
