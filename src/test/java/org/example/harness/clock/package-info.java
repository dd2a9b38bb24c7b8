/** A clock that the tests move, put into the WAR under test; the packaged one has no such thing. */
package org.example.harness.clock;
