package org.metagov.gateway.credential;

import java.util.regex.Pattern;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** What credentials are called. */
final class CredentialName {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,49}");

  /** Of one instance. A plugin may have one for each of its users, but not fill the store. */
  static final int MOST = 10_000;

  private CredentialName() {}

  /** Returns {@code name}, which is one. */
  static String of(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a credential: " + name);
    }
    return name;
  }

  /** Returns what is thrown where there would be one more than {@link #MOST}. */
  static ProblemException tooMany() {
    return new ProblemException(
        ProblemType.CONFLICT,
        "The plugin has as many credentials as it may have (" + MOST + "): it has to forget one");
  }
}
