/** Tells what the server serves. */
package org.example.harness.mappings;
