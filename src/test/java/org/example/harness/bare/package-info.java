/**
 * A JAX-RS application that does nothing, put into the WAR under load: the yardstick of the bench.
 */
package org.example.harness.bare;
