package org.metagov.gateway.work;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * Works one queue off: looks for what is due, claims as much as there are places for, in turns of
 * what it may hang on, and hands it to workers. Full, it asks the store nothing; and what it has
 * seen and had no place for is begun as places become free, without asking again.
 */
final class Engine {
  private static final Logger LOG = Logger.getLogger(Engine.class.getName());

  /**
   * More than there are places: what waits longest may all be behind one bulkhead, and the rest is
   * for the places that become free until the next look.
   */
  private static final int WINDOW = 8;

  /** How many bulkheads are passed over in one look; with more the rest waits for the next one. */
  private static final int MOST_FULL = 256;

  /** A look costs as much as it passes over: it is never more than a fifth of the time. */
  private static final int PAUSES = 4;

  private static final long SHORT_NANOS = Duration.ofMillis(5).toNanos();

  /** What rings in quick succession is one look. */
  private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Source source;
  private final Executor workers;
  private final LongSupplier nanos;
  private final Places places;
  private final long idle;

  private final Rests rests;

  /** Used by one thread, as what follows. */
  private final Backlog backlog = new Backlog();

  /** When the store may be asked again. */
  private long nextLook;

  /** Whether there is a reason to ask it then. */
  private boolean wanted;

  /** Whether the last look has left something behind: the next free place is for it. */
  private volatile boolean leftBehind;

  private volatile boolean stopping;

  /** When it has last looked, or found that it need not. */
  private volatile long looked;

  /** What was full at the last look. Used by one thread. */
  private List<Bulkhead> full = List.of();

  Engine(Source source, Executor workers) {
    this(source, workers, System::nanoTime);
  }

  Engine(Source source, Executor workers, LongSupplier nanos) {
    this.source = source;
    this.workers = workers;
    this.nanos = nanos;
    places = new Places(source.places());
    rests = new Rests(nanos);
    idle = source.idle().toMillis();
    looked = nanos.getAsLong();
    nextLook = looked;
  }

  /** Works until it is stopped. */
  void run() {
    long heard = 0;
    while (!stopping) {
      // The embedded database interrupts whoever is at work with it when it has to close itself.
      Thread.interrupted();
      heard = source.bell().await(heard, patience());
      step();
      LockSupport.parkNanos(SHORTEST_PAUSE_NANOS);
    }
  }

  /** Returns how many milliseconds there is nothing to do unless it rings. */
  private long patience() {
    long millis = rests.next(idle);
    if (!wanted) {
      return millis;
    }
    // Rounded up: not a look too early.
    long until = Duration.ofNanos(nextLook - nanos.getAsLong()).plusNanos(999_999).toMillis();
    return Math.max(0, Math.min(millis, until));
  }

  /** Begins nothing more. */
  void stop() {
    stopping = true;
    source.bell().ring();
  }

  /** Returns when it has last looked, by its clock. */
  long looked() {
    return looked;
  }

  /** Looks once, unless the last look is too near, and begins what there are places for. */
  void step() {
    looked = nanos.getAsLong();
    try {
      look();
    } catch (RuntimeException | Error e) {
      // The store is away or busy; the next round tries again.
      StoreUnavailable.log(LOG, "What is due was not read", e);
    }
  }

  /** Returns how long not to look again, however often it rings, after a look that took so long. */
  static long rest(long took) {
    return took > SHORT_NANOS ? Math.min(LONGEST_PAUSE_NANOS, PAUSES * took) : 0;
  }

  private void look() {
    // Before the look: a place that becomes free meanwhile is not overlooked.
    leftBehind = true;
    begin();
    boolean room = places.free() > 0;
    wanted = room && nanos.getAsLong() - nextLook < 0;
    if (room && !wanted) {
      long began = nanos.getAsLong();
      try {
        leftBehind = ask();
      } finally {
        long now = nanos.getAsLong();
        nextLook = now + rest(now - began);
      }
    }
  }

  /**
   * Asks the store for what is due, and begins it.
   *
   * @return whether anything is left behind
   */
  private boolean ask() {
    Set<Bulkhead> passedOver = new LinkedHashSet<>(places.full(full));
    passedOver.addAll(backlog.full());
    boolean behind = !passedOver.isEmpty();
    boolean more = true;
    while (more && !stopping) {
      int free = places.free();
      if (free == 0) {
        behind = true;
        break;
      }
      // As many more as are under way or left alone: those may be the first of what is due.
      int most = WINDOW * free + source.places() - free + rests.size();
      List<Due> due = source.due(most, List.copyOf(passedOver));
      long now = nanos.getAsLong();
      due.forEach(one -> backlog.add(new Piece(one, source.bulkheads(one), now)));
      begin();
      List<Bulkhead> met = backlog.full();
      passedOver.addAll(met);
      behind |= !met.isEmpty() || due.size() == most;
      more = due.size() == most && !met.isEmpty() && passedOver.size() < MOST_FULL;
    }
    full = List.copyOf(passedOver);
    return behind;
  }

  /** Begins what there are places for of what was seen. */
  private void begin() {
    if (source.isEnding()) {
      return;
    }
    // To know what is shut may take a look at the store.
    List<Bulkhead> shut = backlog.isEmpty() ? List.of() : source.shut();
    Map<Long, Piece> chosen =
        backlog.choose(places, nanos.getAsLong(), piece -> isLeftAlone(piece, shut));
    if (!chosen.isEmpty()) {
      claim(chosen);
    }
  }

  private boolean isLeftAlone(Piece piece, List<Bulkhead> shut) {
    long id = piece.due().id();
    return rests.contains(id) || source.isAt(id) || piece.isOf(shut);
  }

  private void claim(Map<Long, Piece> chosen) {
    try {
      for (Claim claim : source.own(List.copyOf(chosen.keySet()))) {
        start(claim, chosen.remove(claim.id()));
      }
    } finally {
      chosen.forEach(
          (id, piece) -> {
            rests.begin(id, Rests.Reason.CONTENDED);
            places.release(piece.bulkheads());
          });
    }
  }

  private void start(Claim claim, Piece piece) {
    long heard = source.bell().count();
    try {
      workers.execute(() -> work(claim, piece, heard));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // The server stops; or its machine has no more threads.
      LOG.log(Level.FINE, "There is no worker", e);
      places.release(piece.bulkheads());
      rests.begin(claim.id(), Rests.Reason.FAILED);
      source.giveBack(claim);
    }
  }

  private void work(Claim claim, Piece piece, long heard) {
    boolean more = true;
    try {
      more = source.work(claim);
      rests.forget(claim.id());
    } catch (RuntimeException | Error e) {
      rests.begin(
          claim.id(), UnreadableException.isIn(e) ? Rests.Reason.UNREADABLE : Rests.Reason.FAILED);
      StoreUnavailable.log(LOG, "A piece of work was not done: " + claim, e);
    } finally {
      places.release(piece.bulkheads());
      // What has become due meanwhile may be this piece, which was passed over as being worked on.
      if (more || leftBehind || source.bell().count() != heard) {
        source.bell().ring();
      }
    }
  }
}
