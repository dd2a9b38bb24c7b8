/**
 * The tokens by which platforms let the gateway in: sealed, kept at once, and renewed by one caller
 * at a time.
 */
package org.metagov.gateway.credential;
