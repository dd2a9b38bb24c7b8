package org.metagov.gateway.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What is awaited may take as long as it takes on a machine with much else to do: a test waits no
 * longer than it must, and only one that fails waits to the end.
 */
public final class Patience implements BeforeAllCallback {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  @Override
  public void beforeAll(ExtensionContext tests) {
    Awaitility.setDefaultTimeout(LONGEST);
  }
}
