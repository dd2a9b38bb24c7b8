package org.metagov.gateway.spi;

import java.util.Optional;
import java.util.stream.Stream;

/** How sure it is that something belongs to a person; each is surer than those before it. */
public enum LinkQuality {
  /** Nobody has said. */
  @Name("unknown")
  UNKNOWN("unknown"),
  /** Somebody has said so. */
  @Name("unconfirmed")
  UNCONFIRMED("unconfirmed"),
  /** It is likely: by an address that both have, such as it is. */
  @Name("confirmed (weak)")
  WEAK("confirmed (weak)"),
  /** They have shown it, or somebody who knows them has said so. */
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
  public boolean beats(LinkQuality other) {
    return compareTo(other) > 0;
  }

  /** Returns how sure it is where both have to hold. */
  public LinkQuality and(LinkQuality other) {
    return beats(other) ? other : this;
  }

  /** Returns the quality that {@code name} stands for. */
  public static Optional<LinkQuality> ofWire(String name) {
    return Stream.of(values()).filter(quality -> quality.wireName.equals(name)).findFirst();
  }
}
