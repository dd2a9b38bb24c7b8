/**
 * Who did what: written with the change itself, never with a value, and chained, so that nobody can
 * take something out unseen.
 */
package org.metagov.gateway.audit;
