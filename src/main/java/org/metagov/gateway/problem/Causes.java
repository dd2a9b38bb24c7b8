package org.metagov.gateway.problem;

import java.util.Objects;
import java.util.stream.Stream;

/** An exception and what caused it. */
public final class Causes {
  /** Far beyond any real chain: the end of one that bites its own tail. */
  private static final int MOST = 50;

  private Causes() {}

  /** Returns {@code failure}, what caused it, what caused that, and so on. */
  public static Stream<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST);
  }
}
