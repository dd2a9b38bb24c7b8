/** A third party's plugin that is installed, and signed in by, with OAuth; and its platform. */
package org.example.plugins.guild;
