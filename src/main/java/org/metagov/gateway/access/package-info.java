/** Who is calling, and whether they may. */
package org.metagov.gateway.access;
