package org.metagov.gateway.access;

import java.util.Optional;
import java.util.stream.Stream;

/** How much a key may do; each of them includes those before it. */
public enum Scope {
  /** To look. */
  READ("read"),
  /** To perform actions, and to start, close and repeat what runs. */
  ACT("act"),
  /** To change communities, plugins and receivers. */
  ADMINISTER("administer");

  private final String wireName;

  Scope(String wireName) {
    this.wireName = wireName;
  }

  /** Returns its name in JSON. */
  public String wireName() {
    return wireName;
  }

  /** Returns whether whoever has this may do what takes {@code other}. */
  public boolean covers(Scope other) {
    return compareTo(other) >= 0;
  }

  /** Returns the scope that {@code name} stands for. */
  public static Optional<Scope> ofWire(String name) {
    return Stream.of(values()).filter(scope -> scope.wireName.equals(name)).findFirst();
  }
}
