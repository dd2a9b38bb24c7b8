package org.metagov.gateway.key;

/** Some key sees other communities from now on. Fired in the transaction. */
public record SightChanged() {}
