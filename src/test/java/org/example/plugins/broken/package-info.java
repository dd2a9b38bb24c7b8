/** A plugin that is declared wrongly, for the tests: the gateway must not start with it. */
package org.example.plugins.broken;
