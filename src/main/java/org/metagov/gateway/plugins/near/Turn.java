package org.metagov.gateway.plugins.near;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.metagov.gateway.plugins.near.Ledger.Open;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;

/** The turn of one call: while it lasts, no other call of the community signs or sends. */
final class Turn {
  private static final String LEDGER = "calls";

  /** How often somebody else's turn is looked at. */
  private static final int MOST_WAITS = 40;

  private final PluginInstance<Near.Config> instance;
  private final Duration pause;
  private final String holder = UUID.randomUUID().toString();

  /**
   * A turn that is not taken yet.
   *
   * @param pause between two looks
   */
  Turn(PluginInstance<Near.Config> instance, Duration pause) {
    this.instance = instance;
    this.pause = pause;
  }

  /**
   * Waits for the turn, and returns the transaction of an earlier try of {@code call}.
   *
   * @throws PlatformException where somebody else has it for too long
   */
  Optional<Open> take(String call) {
    for (int i = 0; ; i++) {
      Instant now = instance.now();
      Optional<Instant> held = ledger().heldUntil(now);
      if (held.isEmpty()) {
        Ledger taken = change(ledger -> ledger.taken(holder, call, now));
        if (taken.isHeldBy(holder)) {
          return taken.find(call);
        }
      } else if (i >= MOST_WAITS) {
        throw PlatformException.unsent(
            "Another call with this account is under way, or was interrupted",
            Duration.between(now, held.orElseThrow()),
            true);
      }
      pause();
    }
  }

  /**
   * Makes the turn last, and changes the ledger by {@code change}, a pure function.
   *
   * @throws PlatformException where the turn was over and somebody else has taken it
   */
  Ledger write(UnaryOperator<Ledger> change) {
    Instant now = instance.now();
    return change(ledger -> change.apply(ledger.renewed(holder, now)));
  }

  /** Makes the turn last; throws as {@link #write}. */
  void renew() {
    write(ledger -> ledger);
  }

  /** Ends the turn; the transaction {@code settled} is open no more. */
  void end(Optional<String> settled) {
    change(ledger -> ledger.left(holder, settled));
  }

  /** Lets the chain go on for a moment. */
  void pause() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("The call was interrupted", e);
    }
  }

  private Ledger ledger() {
    return instance.state().get(LEDGER, Ledger.class).orElse(Ledger.EMPTY);
  }

  private Ledger change(UnaryOperator<Ledger> change) {
    try {
      return instance
          .state()
          .update(LEDGER, Ledger.class, before -> change.apply(before.orElse(Ledger.EMPTY)));
    } catch (Ledger.LostTurnException e) {
      throw new PlatformException("The call took too long, and another one went on", e);
    }
  }
}
