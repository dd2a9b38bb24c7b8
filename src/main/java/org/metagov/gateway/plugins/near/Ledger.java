package org.metagov.gateway.plugins.near;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is remembered of a community's calls: whose turn it is, and which transactions were signed
 * and may or may not be on the chain. A transaction stands here before it is sent.
 *
 * @param turn who may sign and send
 * @param last the last nonce used
 * @param open the transactions whose fate is not known, the newest last
 */
record Ledger(Optional<Holder> turn, Optional<Used> last, List<Open> open) {
  /** The ledger of a community that has called nothing so far. */
  static final Ledger EMPTY = new Ledger(Optional.empty(), Optional.empty(), List.of());

  /** How long a turn lasts, unless it is taken again. */
  static final Duration TURN = Duration.ofMinutes(1);

  /** For how long the same call made again is the one that was made before. */
  static final Duration SAME_CALL = Duration.ofHours(1);

  private static final int MOST_OPEN = 200;

  /** Who has the turn, and until when. */
  record Holder(String name, Instant until) {}

  /** A nonce that was used with a key: {@code key} also names the account and the node. */
  record Used(String key, BigInteger nonce) {}

  /**
   * A transaction that was signed.
   *
   * @param call what tells its call from others
   * @param hash of the transaction, Base58
   * @param blockHash Base58; with the nonce and the call it makes the same transaction again
   * @param until when it is no longer looked for
   */
  record Open(String call, String hash, BigInteger nonce, String blockHash, Instant until) {
    Open until(Instant time) {
      return new Open(call, hash, nonce, blockHash, time);
    }
  }

  /** Keeps a copy. */
  Ledger {
    open = List.copyOf(open);
  }

  boolean isHeldBy(String holder) {
    return turn.map(Holder::name).filter(holder::equals).isPresent();
  }

  /** Returns until when somebody else has the turn; empty where it is free. */
  Optional<Instant> heldUntil(Instant now) {
    return turn.map(Holder::until).filter(until -> until.isAfter(now));
  }

  /**
   * Gives the turn to {@code holder} where it is free; forgets what is too old, but not what
   * belongs to {@code call} and is not.
   */
  Ledger taken(String holder, String call, Instant now) {
    if (heldUntil(now).isPresent()) {
      return this;
    }
    List<Open> recent =
        open.stream()
            .filter(tx -> tx.until().isAfter(now))
            .map(tx -> tx.call().equals(call) ? tx.until(now.plus(SAME_CALL)) : tx)
            .toList();
    return new Ledger(Optional.of(new Holder(holder, now.plus(TURN))), last, recent);
  }

  /**
   * Lets the turn of {@code holder} last longer.
   *
   * @throws LostTurnException where it was over and somebody else has it
   */
  Ledger renewed(String holder, Instant now) {
    requireTurn(holder);
    return new Ledger(Optional.of(new Holder(holder, now.plus(TURN))), last, open);
  }

  /** Ends the turn of {@code holder}; {@code settled} is open no more. */
  Ledger left(String holder, Optional<String> settled) {
    List<Open> rest = open.stream().filter(tx -> !settled.equals(Optional.of(tx.hash()))).toList();
    return new Ledger(turn.filter(held -> !held.name().equals(holder)), last, rest);
  }

  /** Forgets a transaction that can never be executed. */
  Ledger without(String hash) {
    return new Ledger(turn, last, open.stream().filter(tx -> !tx.hash().equals(hash)).toList());
  }

  /** Returns a nonce above those that the chain and this ledger have seen with {@code key}. */
  BigInteger next(String key, BigInteger onChain) {
    return last.filter(used -> used.key().equals(key))
        .map(Used::nonce)
        .orElse(BigInteger.ZERO)
        .max(onChain)
        .add(BigInteger.ONE);
  }

  /** Writes down a transaction, before it is sent. */
  Ledger with(String key, Open signed) {
    Stream<Open> before = open.stream().skip(Math.max(0, open.size() - MOST_OPEN + 1));
    return new Ledger(
        turn,
        Optional.of(new Used(key, signed.nonce())),
        Stream.concat(before, Stream.of(signed)).toList());
  }

  /** Returns the newest transaction of {@code call} that may or may not be on the chain. */
  Optional<Open> find(String call) {
    return open.stream().filter(tx -> tx.call().equals(call)).reduce((older, newer) -> newer);
  }

  private void requireTurn(String holder) {
    if (!isHeldBy(holder)) {
      throw new LostTurnException();
    }
  }

  /** A call took so long that another one went on in its place. */
  static final class LostTurnException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
