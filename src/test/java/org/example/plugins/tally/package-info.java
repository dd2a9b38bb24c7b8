/** A plugin as a third party would write it, for the tests: built into a jar of its own. */
package org.example.plugins.tally;
