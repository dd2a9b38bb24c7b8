package org.metagov.gateway.receiver;

import java.time.Instant;
import java.util.Optional;

/**
 * A receiver may hear of other communities than before: it is new, or its filter or its key has
 * changed. Fired in the transaction that changes it.
 *
 * @param name the receiver
 * @param community the only one of which it may now hear, or not; absent: it may be any
 * @param since of communities of which it did not hear before, it hears of what is written from
 *     then on
 */
public record ReachChanged(String name, Optional<String> community, Instant since) {}
