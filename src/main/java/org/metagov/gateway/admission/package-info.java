/** Who is let in: by which listener, from where, and with which key. */
package org.metagov.gateway.admission;
