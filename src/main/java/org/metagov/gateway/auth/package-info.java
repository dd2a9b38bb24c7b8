/**
 * How people let the gateway in to platforms, and sign in by them: OAuth 2 with a browser, a driver
 * and a platform that need not trust each other.
 */
package org.metagov.gateway.auth;
