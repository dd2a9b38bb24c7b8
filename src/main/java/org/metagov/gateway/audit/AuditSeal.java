package org.metagov.gateway.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.metagov.gateway.access.KeyedHash;

/** What shows that an entry is as the gateway has written it, and where it has put it. */
@ApplicationScoped
public class AuditSeal {
  private final KeyedHash hash;

  @Inject
  AuditSeal(KeyedHash hash) {
    this.hash = hash;
  }

  /** For its proxy. */
  protected AuditSeal() {
    this(null);
  }

  /** Returns what goes with {@code body} until it is chained. */
  String pending(String body) {
    return hash.hex("audit-pending", body);
  }

  /** Returns what chains the entry {@code seq} with {@code body} to the one before it. */
  String chained(long seq, String before, String body) {
    return hash.hex("audit-log", seq + "\n" + before + "\n" + body);
  }
}
