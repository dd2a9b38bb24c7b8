package org.metagov.gateway.access;

/** Some key sees other communities from now on. Fired in the transaction. */
public record SightChanged() {}
