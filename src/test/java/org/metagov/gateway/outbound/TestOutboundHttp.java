package org.metagov.gateway.outbound;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.metagov.gateway.address.AllowList;
import org.metagov.gateway.outbound.CallBudget.Share;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.testing.TestMeters;

/** The real client with limits for tests, also of other packages. */
public final class TestOutboundHttp {
  /** The largest body of a request. */
  static final long SENT = 1_000_000;

  private static final OutboundClient CLIENT = client(open());

  private TestOutboundHttp() {}

  /** Returns a client that waits twenty seconds and takes a megabyte. */
  public static PlatformHttp client() {
    return client(Duration.ofSeconds(20));
  }

  /** Returns a client that waits for {@code total} and takes a megabyte. */
  public static PlatformHttp client(Duration total) {
    return client(total, 1_000_000, 1_000_000);
  }

  /**
   * As above; what the platform allows goes by {@code ticker}, and not by how long a test takes.
   */
  public static PlatformHttp client(Duration total, LongSupplier ticker) {
    return client(new OutboundHttp.Limits(total, SENT, 1_000_000, 1_000_000))
        .within(caller(new CallBudgets(ticker, 1)), Share.WHOLE);
  }

  /** Returns a client with a budget of its own that no test uses up. */
  static PlatformHttp client(Duration total, long kept, long streamed) {
    return client(new OutboundHttp.Limits(total, SENT, kept, streamed))
        .within(caller(), Share.WHOLE);
  }

  /** Returns a client that waits for {@code total} and sends whatever it is given. */
  static PlatformHttp sending(Duration total) {
    return client(new OutboundHttp.Limits(total, Long.MAX_VALUE, 1_000_000, 1_000_000))
        .within(caller(), Share.WHOLE);
  }

  /** Returns a client as plugins have it while they are enabled. */
  static PlatformHttp probing() {
    return client(new OutboundHttp.Limits(Duration.ofSeconds(20), SENT, 1_000_000, 1_000_000))
        .probing(caller());
  }

  private static OutboundHttp.Caller caller() {
    return caller(new CallBudgets());
  }

  private static OutboundHttp.Caller caller(CallBudgets budgets) {
    return new OutboundHttp.Caller(
        budgets.of("a test", 1_000_000),
        text -> Optional.empty(),
        new CallMeter(TestMeters.unread(), "test"),
        new AtomicBoolean());
  }

  static OutboundHttp client(OutboundHttp.Limits limits) {
    return new OutboundHttp(CLIENT, limits);
  }

  /** Returns a client of drivers that waits for {@code limit}. */
  static DriverHttp driver(Duration limit) {
    return new DriverHttp(CLIENT, limit);
  }

  /** Returns a client that calls what {@code guard} lets through. */
  static OutboundClient client(AddressGuard guard) {
    return new OutboundClient(guard, Duration.ofSeconds(5), systemTls());
  }

  static SSLContext systemTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a guard that lets everything on this machine through, by the names it has here. */
  private static AddressGuard open() {
    return new AddressGuard(
        new AddressGuard.Rules(
            AllowList.NONE, port -> false, () -> true, Optional.empty(), Optional.empty()),
        new NameLookup(InetAddress::getAllByName, Runnable::run, Duration.ofSeconds(5)));
  }
}
