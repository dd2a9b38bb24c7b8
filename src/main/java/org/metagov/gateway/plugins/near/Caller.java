package org.metagov.gateway.plugins.near;

import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.plugins.near.Ledger.Open;
import org.metagov.gateway.plugins.near.NearRpc.Fate;
import org.metagov.gateway.plugins.near.NearRpc.Finality;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;

/**
 * Makes one call of a contract, once.
 *
 * <p>The chain executes a transaction at most once, and none whose nonce is not above that of the
 * key's last one. So: calls of a community take turns; what is signed is written down before it is
 * sent; where an answer is lost the same bytes are sent again; and another nonce is used only after
 * a final block has shown that the first transaction came too late. The same call made again goes
 * on where the first one left off, also after a crash.
 */
final class Caller {
  private static final int MOST_SIGNATURES = 3;
  private static final int MOST_SENDS = 2;
  private static final int MOST_LOOKS = 12;

  private final PluginInstance<Near.Config> instance;
  private final Turn turn;
  private final NearRpc rpc;
  private final NearKey key;
  private final Transaction call;
  private final String callId;

  /**
   * A call to make.
   *
   * @param pause between two looks at the chain
   */
  Caller(PluginInstance<Near.Config> instance, FunctionCall call, Duration pause) {
    this.instance = instance;
    turn = new Turn(instance, pause);
    rpc = new NearRpc(instance);
    key = NearKey.parse(instance.config().secretKey());
    this.call =
        new Transaction(
            instance.config().accountId(),
            key.publicKey(),
            BigInteger.ZERO,
            instance.config().contractId(),
            Transaction.NO_BLOCK,
            call);
    callId = this.call.id();
  }

  /**
   * Makes the call and returns the node's result.
   *
   * @throws InvalidParameterException where the node or the contract refuses it
   * @throws PlatformException where it fails, or is not known to have succeeded; the text says so
   */
  JsonObject perform() {
    Optional<Open> earlier = turn.take(callId);
    Done done;
    try {
      done = earlier.flatMap(tx -> settle(tx, true)).orElseGet(this::signAndSettle);
    } catch (RuntimeException e) {
      try {
        turn.end(Optional.empty());
      } catch (RuntimeException left) {
        // The turn ends by itself.
        e.addSuppressed(left);
      }
      throw e;
    }
    turn.end(Optional.of(done.hash()));
    return success(done);
  }

  /** A transaction that was executed. */
  private record Done(String hash, JsonObject outcome) {}

  private static JsonObject success(Done done) {
    JsonObject status = done.outcome().getJsonObject("status");
    if (status.containsKey("Failure")) {
      throw new InvalidParameterException(
          "Transaction " + done.hash() + " failed: " + status.get("Failure"));
    }
    return done.outcome();
  }

  private Done signAndSettle() {
    for (int i = 0; i < MOST_SIGNATURES; i++) {
      Optional<Done> done = settle(sign(), false);
      if (done.isPresent()) {
        return done.orElseThrow();
      }
    }
    throw new PlatformException(
        "Other transactions with the key "
            + key.publicKey()
            + " came first "
            + MOST_SIGNATURES
            + " times; this call was not executed");
  }

  private Open sign() {
    BigInteger onChain = rpc.nonce(call.signerId(), key.publicKey(), Finality.OPTIMISTIC);
    String block = rpc.blockHash();
    Instant now = instance.now();
    Ledger written =
        turn.write(
            ledger -> {
              Transaction tx = call.at(ledger.next(keyName(), onChain), block);
              return ledger.with(
                  keyName(),
                  new Open(callId, tx.id(), tx.nonce(), block, now.plus(Ledger.SAME_CALL)));
            });
    return written.find(callId).orElseThrow();
  }

  /** Nonces of one network mean nothing in another one. */
  private String keyName() {
    return rpc.url() + " " + call.signerId() + " " + key.publicKey();
  }

  /**
   * Sends a transaction until its fate is known.
   *
   * @param wasSent whether it may have been sent before
   * @return empty where it can never be executed, and is forgotten
   */
  private Optional<Done> settle(Open open, boolean wasSent) {
    String signed = call.at(open.nonce(), open.blockHash()).signed(key);
    RuntimeException trouble = null;
    for (int i = 0; i < MOST_SENDS; i++) {
      try {
        turn.renew();
        Fate fate = rpc.send(signed);
        return Optional.of(executed(open, fate));
      } catch (RpcException e) {
        trouble = e;
        if (e.is(RpcException.INVALID_TRANSACTION)) {
          return refused(open, e);
        }
      } catch (PlatformException e) {
        trouble = e;
        if (e.retryAfter().isPresent()) {
          throw isUnsent(e) && !wasSent && i == 0 ? e : unknown(open, e);
        }
      }
      Optional<Done> done = look(open);
      if (done.isPresent()) {
        return done;
      }
    }
    throw unknown(open, trouble);
  }

  private static boolean isUnsent(PlatformException e) {
    return e.status() == 0 && !e.isTimeout();
  }

  /** Returns the outcome if the node has it, or soon has it; empty where it cannot be told. */
  private Optional<Done> look(Open open) {
    try {
      turn.renew();
      Fate fate = rpc.status(open.hash(), call.signerId());
      return fate instanceof Fate.Unseen ? Optional.empty() : Optional.of(executed(open, fate));
    } catch (PlatformException e) {
      return Optional.empty();
    }
  }

  /** Waits until a transaction that is on its way is executed. */
  private Done executed(Open open, Fate first) {
    Fate fate = first;
    for (int i = 0; i < MOST_LOOKS; i++) {
      if (fate instanceof Fate.Executed executed) {
        return new Done(open.hash(), executed.outcome());
      }
      turn.pause();
      turn.renew();
      fate = rpc.status(open.hash(), call.signerId());
    }
    throw new PlatformException("It is on its way, but was not executed in time");
  }

  private Optional<Done> refused(Open open, RpcException refusal) {
    boolean keyIsGone = refusal.says("AccessKeyNotFound") || refusal.says("SignerDoesNotExist");
    boolean mayBeTooLate = keyIsGone || refusal.says("InvalidNonce");
    if (!isTooLate(open, keyIsGone, mayBeTooLate ? MOST_LOOKS : 1)) {
      throw mayBeTooLate ? unknown(open, refusal) : refusal.asFailure();
    }
    // Only now: before, it could still have come between this look and that of the nonce.
    Fate fate;
    try {
      turn.renew();
      fate = rpc.status(open.hash(), call.signerId());
      if (!(fate instanceof Fate.Unseen)) {
        return Optional.of(executed(open, fate));
      }
    } catch (PlatformException e) {
      throw unknown(open, e);
    }
    turn.write(ledger -> ledger.without(open.hash()));
    return Optional.empty();
  }

  /**
   * Returns whether a final block has a nonce by which the transaction comes too late, or has the
   * key no more: one that is added again begins with a higher nonce.
   */
  private boolean isTooLate(Open open, boolean keyIsGone, int looks) {
    try {
      for (int i = 0; i < looks; i++) {
        if (i > 0) {
          turn.pause();
        }
        turn.renew();
        BigInteger used = rpc.nonce(call.signerId(), key.publicKey(), Finality.FINAL);
        if (used.compareTo(open.nonce()) >= 0) {
          return true;
        }
      }
      return false;
    } catch (InvalidParameterException e) {
      if (keyIsGone) {
        return true;
      }
      throw unknown(open, e);
    } catch (PlatformException e) {
      throw unknown(open, e);
    }
  }

  private PlatformException unknown(Open open, RuntimeException cause) {
    RuntimeException reason = cause instanceof RpcException e ? e.asFailure() : cause;
    String message =
        "It is not known whether transaction "
            + open.hash()
            + " of "
            + call.signerId()
            + " was or will be executed. Look it up in an explorer, or make the same call again"
            + " within an hour: it goes on with this transaction. ("
            + reason.getMessage()
            + ")";
    if (reason instanceof PlatformException failure) {
      if (failure.isTimeout()) {
        return PlatformException.timedOut(message, failure);
      }
      return PlatformException.answered(message, failure.status(), failure.retryAfter());
    }
    return new PlatformException(message, reason);
  }
}
