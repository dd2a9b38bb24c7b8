package org.metagov.gateway.audit;

import java.time.Instant;

/**
 * The end of the chain at a moment: whoever keeps it can tell later that nothing before it was
 * changed or taken out. Fired in the transaction that says that it is told.
 *
 * @param seq the number of the last entry
 * @param mac what it is chained with
 * @param at when
 */
public record AuditHead(long seq, String mac, Instant at) {}
