package org.metagov.gateway.testing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Looks at a gateway before something fails, and sees then that whoever watches it is told. */
public final class Watch {
  private final Api api;
  private final Map<Sign, Double> before = new EnumMap<>(Sign.class);

  private Watch(Api api) {
    this.api = api;
  }

  /** Looks for {@code signs}. */
  public static Watch of(Api api, Sign... signs) {
    Watch watch = new Watch(api);
    Stream.of(signs).forEach(sign -> watch.before.put(sign, sign.now(api)));
    return watch;
  }

  /** Sees that all signs are there; as a rule they are at once. */
  public void assertTold() {
    before.forEach(
        (sign, number) ->
            Awaitility.await(sign + ": " + sign.told())
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> sign.isThere(api, number)));
  }
}
