package org.metagov.gateway.testing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What is awaited may take as long as it takes on a machine with much else to do: a test waits no
 * longer than it must, and only one that fails waits to the end.
 */
public final class Patience implements BeforeAllCallback {
  /** How long anything is waited for at most that should come by itself. */
  public static final Duration LONGEST = Duration.ofMinutes(1);

  /** Returns what {@code coming} brings, as soon as it does. */
  public static <T> T await(Future<T> coming) throws InterruptedException, ExecutionException {
    try {
      return coming.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("Nothing has come within " + LONGEST, e);
    }
  }

  @Override
  public void beforeAll(ExtensionContext tests) {
    Awaitility.setDefaultTimeout(LONGEST);
  }
}
