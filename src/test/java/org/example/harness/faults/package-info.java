/**
 * Fault points, put into the WAR under test; the packaged one has no such thing. A thread that
 * comes to an armed one is abandoned there, as if its process had died, or held for a while.
 */
package org.example.harness.faults;
