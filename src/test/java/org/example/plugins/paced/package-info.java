/** A plugin whose processes fall due at known times, for the bench: built into a jar of its own. */
package org.example.plugins.paced;
