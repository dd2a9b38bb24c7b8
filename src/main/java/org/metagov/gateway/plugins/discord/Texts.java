package org.metagov.gateway.plugins.discord;

/** Texts that fit into what Discord has room for. */
final class Texts {
  private Texts() {}

  /** Returns {@code text}, cut to at most {@code most} characters, and none of them in half. */
  static String fitting(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
