package org.metagov.gateway.spi;

import java.util.Optional;
import java.util.stream.Stream;

/** How it has come to be known that something belongs to a person. */
public enum LinkType {
  /** They have signed in there. */
  @Name("oauth")
  OAUTH("oauth"),
  /** Somebody who administers the community has said so. */
  @Name("manual admin")
  MANUAL_ADMIN("manual admin"),
  /** The addresses are the same. */
  @Name("email matching")
  EMAIL_MATCHING("email matching"),
  /** Nobody has said. */
  @Name("unknown")
  UNKNOWN("unknown");

  private final String wireName;

  LinkType(String wireName) {
    this.wireName = wireName;
  }

  /** Returns its name in JSON and in the store. */
  public String wireName() {
    return wireName;
  }

  /** Returns the type that {@code name} stands for. */
  public static Optional<LinkType> ofWire(String name) {
    return Stream.of(values()).filter(type -> type.wireName.equals(name)).findFirst();
  }
}
