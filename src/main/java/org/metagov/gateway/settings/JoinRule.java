package org.metagov.gateway.settings;

import java.util.Locale;

/** What it takes to let a plugin in to a community that is there. */
public enum JoinRule {
  /** To know its name. */
  NAMED,
  /** To know its name, where the gateway has made that; else an invitation. */
  MADE,
  /** An invitation. */
  INVITED;

  /** Returns the one called {@code text} in the settings. */
  static JoinRule of(String text) {
    for (JoinRule rule : values()) {
      if (rule.name().toLowerCase(Locale.ROOT).equals(text)) {
        return rule;
      }
    }
    throw new IllegalArgumentException("expected named, made or invited");
  }
}
