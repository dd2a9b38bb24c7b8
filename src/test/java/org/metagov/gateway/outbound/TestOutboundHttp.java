package org.metagov.gateway.outbound;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.metagov.gateway.outbound.CallBudget.Share;
import org.metagov.gateway.spi.PlatformHttp;

/** The real client with limits for tests, also of other packages. */
public final class TestOutboundHttp {
  private TestOutboundHttp() {}

  /** Returns a client that waits twenty seconds and takes a megabyte. */
  public static PlatformHttp client() {
    return client(Duration.ofSeconds(20));
  }

  /** Returns a client that waits for {@code total} and takes a megabyte. */
  public static PlatformHttp client(Duration total) {
    return client(total, 1_000_000, 1_000_000);
  }

  /** Returns a client with a budget of its own that no test uses up. */
  static PlatformHttp client(Duration total, long kept, long streamed) {
    return client(new OutboundHttp.Limits(total, kept, streamed)).within(caller(), Share.WHOLE);
  }

  /** Returns a client as plugins have it while they are enabled. */
  static PlatformHttp probing() {
    return client(new OutboundHttp.Limits(Duration.ofSeconds(20), 1_000_000, 1_000_000))
        .probing(caller());
  }

  private static OutboundHttp.Caller caller() {
    return new OutboundHttp.Caller(
        new CallBudgets().of("a test", 1_000_000), text -> Optional.empty());
  }

  static OutboundHttp client(OutboundHttp.Limits limits) {
    return new OutboundHttp(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), limits);
  }
}
