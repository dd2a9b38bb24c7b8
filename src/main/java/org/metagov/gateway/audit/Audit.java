package org.metagov.gateway.audit;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.logging.Logger;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.key.KeyChanged;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;

/**
 * Notes who did what. A change is noted in its own transaction, by whoever writes it; what has
 * none, as an action, when it is answered.
 */
@ApplicationScoped
public class Audit {
  private static final Logger LOG = Logger.getLogger(Audit.class.getName());

  /** Answered requests that are not written down yet; with more of them, none is begun. */
  private static final int MOST_WAITING = 5_000;

  /** More than the requests that the server answers side by side. */
  private static final int RUNNING = 500;

  private static final int WRITTEN_AT_ONCE = 200;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final int FAILED = 400;
  private static final int OURS = 500;
  private static final int BUSY = 503;

  private final BlockingQueue<Answered> waiting = new ArrayBlockingQueue<>(MOST_WAITING + RUNNING);

  /** A request that was answered with {@code status}, at a moment of this node's. */
  private record Answered(Deed deed, int status, long at) {}

  @Inject private RequestDeed request;
  @Inject private AuditService service;
  @EJB private AuditChainService chain;
  @Inject private StoreClock clock;

  /**
   * A request has come in that may change something.
   *
   * @throws ProblemException 503 where nothing can be written down: nothing is done then
   */
  public void begin(Deed deed) {
    if (waiting.size() >= MOST_WAITING) {
      throw ProblemException.passing(
          ProblemType.BUSY, "The audit log cannot be written just now", RETRY_AFTER);
    }
    request.is(deed);
  }

  /** The request turns out to be about {@code community}. */
  public void about(String community) {
    current().ifPresent(deed -> request.is(deed.about(community)));
  }

  /** The request turns out to be about what is called {@code value} where a {@code name} stands. */
  public void named(String name, String value) {
    current().ifPresent(deed -> request.is(deed.named(name, value)));
  }

  /**
   * Writes down, in the caller's transaction, what the request does; nothing where no request asks
   * for it, or a transaction before this one has told it. A request that is about several things is
   * told of each: a sign-in that links accounts in several communities.
   *
   * @param fields names of what is changed, as pointers
   */
  public void here(List<String> fields) {
    current().ifPresent(deed -> here(deed, fields));
  }

  private void here(Deed deed, List<String> fields) {
    if (!request.isWritten(deed)) {
      service.append(
          entry(deed, clock.now(), fields, OptionalInt.empty()), () -> request.written(deed));
    }
  }

  /**
   * Writes down, in the caller's transaction, what is done in {@code community}: by the request
   * that asks for it; and where none does, because a platform has said so, by the gateway itself.
   *
   * @param what a word for what the gateway does
   * @param names what it does that to
   */
  public void here(String what, String community, Map<String, String> names) {
    if (current().isPresent()) {
      about(community);
      names.forEach(this::named);
      here(List.of());
    } else {
      byItself(what, community, names, List.of());
    }
  }

  /**
   * Writes down, in the caller's transaction, what the gateway does by itself: nobody has asked for
   * it but a platform.
   *
   * @param what a word for it, where a request has its route
   * @param names what it does that to
   * @param fields names of what is changed, as pointers
   */
  public void byItself(
      String what, String community, Map<String, String> names, List<String> fields) {
    Deed deed = new Deed(Caller.GATEWAY, "", what, names, Optional.of(community));
    service.append(entry(deed, clock.now(), fields, OptionalInt.empty()), () -> {});
  }

  void keyChanged(@Observes KeyChanged change) {
    named("key", change.id());
    here(change.fields());
  }

  /**
   * The request is answered. What was refused has changed nothing, and is not written; what was
   * written with its change is not written again, unless it has failed after all.
   */
  public void answered(int status) {
    Optional<Deed> deed = current();
    boolean failed = status >= FAILED;
    boolean undone = failed && (status < OURS || status == BUSY);
    if (deed.isEmpty() || (request.isWritten() ? !failed : undone)) {
      return;
    }
    if (!waiting.offer(new Answered(deed.get(), status, System.nanoTime()))) {
      LOG.warning("What was done is not in the audit log: " + deed.get().route());
    }
  }

  /** Chains what was written with changes, and what was answered, until there is nothing left. */
  void chain() {
    boolean more;
    do {
      List<Answered> some = new ArrayList<>();
      waiting.drainTo(some, WRITTEN_AT_ONCE);
      // Most of the time there is nothing, and that is no reason for a transaction.
      if (some.isEmpty() && !service.isAnyPending()) {
        return;
      }
      try {
        List<AuditService.Entry> entries = some.isEmpty() ? List.of() : entries(some);
        boolean pending = Conflicts.retry(() -> chain.chain(entries));
        more = pending || some.size() == WRITTEN_AT_ONCE;
      } catch (RuntimeException | Error e) {
        // Each says when it was.
        some.forEach(waiting::offer);
        throw e;
      }
    } while (more && !Thread.currentThread().isInterrupted());
  }

  /** To ask the store's clock for each request would be a call of its own. */
  private List<AuditService.Entry> entries(List<Answered> some) {
    Instant now = clock.now();
    long nanos = System.nanoTime();
    return some.stream()
        .map(
            each ->
                entry(
                    each.deed(),
                    now.minusNanos(nanos - each.at()).truncatedTo(ChronoUnit.MICROS),
                    List.of(),
                    OptionalInt.of(each.status())))
        .toList();
  }

  private static AuditService.Entry entry(
      Deed deed, Instant at, List<String> fields, OptionalInt status) {
    return new AuditService.Entry(at, deed.community(), deed.toJson(at, fields, status));
  }

  private Optional<Deed> current() {
    try {
      return request.get();
    } catch (ContextNotActiveException e) {
      return Optional.empty();
    }
  }
}
