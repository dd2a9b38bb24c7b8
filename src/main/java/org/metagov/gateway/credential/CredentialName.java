package org.metagov.gateway.credential;

import java.util.regex.Pattern;

/** What credentials are called. */
final class CredentialName {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,49}");

  private CredentialName() {}

  /** Returns {@code name}, which is one. */
  static String of(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a credential: " + name);
    }
    return name;
  }
}
