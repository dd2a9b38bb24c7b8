/**
 * Every {@code metagov.*} property: its type, default and meaning, read once and checked at the
 * start.
 */
package org.metagov.gateway.settings;
