/** What each route says of itself, so that documents and clients are made of it. */
package org.metagov.gateway.operation;
