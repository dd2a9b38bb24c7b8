package org.metagov.gateway.identity;

import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.Name;

/** How sure a link is; each is surer than those before it. */
public enum LinkQuality {
  @Name("unknown")
  UNKNOWN("unknown"),
  @Name("unconfirmed")
  UNCONFIRMED("unconfirmed"),
  @Name("confirmed (weak)")
  WEAK("confirmed (weak)"),
  @Name("confirmed (strong)")
  STRONG("confirmed (strong)");

  private final String wireName;

  LinkQuality(String wireName) {
    this.wireName = wireName;
  }

  /** Returns its name in JSON and in the store. */
  public String wireName() {
    return wireName;
  }

  /** Returns whether it is surer than {@code other}. */
  boolean beats(LinkQuality other) {
    return compareTo(other) > 0;
  }

  /** Returns how sure it is where both have to hold. */
  LinkQuality and(LinkQuality other) {
    return beats(other) ? other : this;
  }

  /** Returns the quality that {@code name} stands for. */
  public static Optional<LinkQuality> ofWire(String name) {
    return Stream.of(values()).filter(quality -> quality.wireName.equals(name)).findFirst();
  }
}
