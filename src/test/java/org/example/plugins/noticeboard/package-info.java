/** The plugin of the tutorial, with a fake of its made-up platform and its test. */
package org.example.plugins.noticeboard;
