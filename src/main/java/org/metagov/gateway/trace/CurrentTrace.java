package org.metagov.gateway.trace;

import java.util.Optional;
import java.util.function.Supplier;

/** What the work of this thread belongs to. */
public final class CurrentTrace {
  private static final ThreadLocal<Trace> CURRENT = new ThreadLocal<>();

  private CurrentTrace() {}

  /** Returns it, if the thread is at work for one. */
  public static Optional<Trace> find() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Returns it; a new one where the thread is at work for none. */
  public static Trace get() {
    return find().orElseGet(Trace::begin);
  }

  /** Does {@code work} as a part of {@code trace}; the thread goes on then as before. */
  public static <T> T within(Trace trace, Supplier<T> work) {
    Trace before = CURRENT.get();
    CURRENT.set(trace);
    try {
      return work.get();
    } finally {
      leave(before);
    }
  }

  /** As {@link #within}. */
  public static void run(Trace trace, Runnable work) {
    within(
        trace,
        () -> {
          work.run();
          return null;
        });
  }

  /** The thread is at work for {@code trace} until {@link #leave}. */
  public static void enter(Trace trace) {
    CURRENT.set(trace);
  }

  /** The thread is at work for nothing any more. */
  public static void leave() {
    CURRENT.remove();
  }

  private static void leave(Trace before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }
}
