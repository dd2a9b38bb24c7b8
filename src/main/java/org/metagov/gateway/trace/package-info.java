/**
 * What was asked for together, and what came of it later, is known in the log and to those who are
 * called by one id: that of W3C Trace Context. Below all rooms, as each of them logs.
 */
package org.metagov.gateway.trace;
