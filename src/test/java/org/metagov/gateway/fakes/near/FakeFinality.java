package org.metagov.gateway.fakes.near;

import jakarta.json.JsonObject;
import java.util.Set;

/** How far a transaction is, or is waited for: nearcore's {@code TxExecutionStatus}. */
enum FakeFinality {
  NONE,
  INCLUDED,
  EXECUTED_OPTIMISTIC,
  INCLUDED_FINAL,
  EXECUTED,
  FINAL;

  /** Returns the {@code wait_until} of a request. */
  static FakeFinality waitUntil(JsonObject params) {
    String name = params.getString("wait_until", EXECUTED_OPTIMISTIC.name());
    try {
      return valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unknown variant `" + name + "` of wait_until", e);
    }
  }

  /** By {@code get_tx_execution_status} of nearcore ({@code chain/client/src/view_client.rs}). */
  static FakeFinality of(boolean includedFinally, boolean executed, boolean executedFinally) {
    if (!executed) {
      return includedFinally ? INCLUDED_FINAL : INCLUDED;
    }
    if (!includedFinally) {
      return EXECUTED_OPTIMISTIC;
    }
    return executedFinally ? FINAL : EXECUTED;
  }

  /** By {@code tx_execution_status_meets_expectations} of nearcore. */
  boolean isMetBy(FakeFinality actual) {
    return switch (this) {
      case NONE -> true;
      case INCLUDED -> actual != NONE;
      case EXECUTED_OPTIMISTIC, INCLUDED_FINAL -> Set.of(this, EXECUTED, FINAL).contains(actual);
      case EXECUTED -> Set.of(EXECUTED, FINAL).contains(actual);
      case FINAL -> actual == FINAL;
    };
  }
}
