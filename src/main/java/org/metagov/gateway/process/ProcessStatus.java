package org.metagov.gateway.process;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a governance process has come. */
public enum ProcessStatus {
  /** It is not known yet whether the platform has it. */
  CREATED,
  /** It is under way. */
  PENDING,
  /** It is over, with an outcome or with errors. That is final. */
  COMPLETED;

  /** Returns the name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the status of that name on the wire, if there is one. */
  public static Optional<ProcessStatus> ofWire(String name) {
    return Arrays.stream(values()).filter(status -> status.wireName().equals(name)).findFirst();
  }
}
