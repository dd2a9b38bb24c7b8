package org.metagov.gateway.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;

/** The HTTP client of all plugins. Nothing leaves by it but within a budget. */
@ApplicationScoped
public class OutboundHttp {
  @Inject private Settings settings;
  @Inject private OutboundClients clients;

  private OutboundClient client;
  private Limits limits;

  /**
   * The limits of a call.
   *
   * @param total from the first byte sent to the last one received
   * @param sent the largest body of a request, in bytes
   * @param kept the largest answer kept in memory, in bytes
   * @param streamed the largest answer read as a stream, in bytes
   */
  record Limits(Duration total, long sent, long kept, long streamed) {}

  /** For the container. */
  public OutboundHttp() {}

  OutboundHttp(OutboundClient client, Limits limits) {
    this.client = client;
    this.limits = limits;
  }

  @PostConstruct
  void open() {
    client = clients.open();
    limits =
        new Limits(
            settings.get(Setting.OUTBOUND_TIMEOUT),
            settings.get(Setting.OUTBOUND_MAX_REQUEST),
            settings.get(Setting.OUTBOUND_MAX_RESPONSE),
            settings.get(Setting.OUTBOUND_MAX_STREAM));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /**
   * Who makes the calls of one piece of work.
   *
   * @param budget what it shares with others
   * @param part how much of that it may use, where that is not all
   * @param memberIn the name of the config's member that stands in a text, where one does
   * @param heard who hears of each call
   * @param begun whether the work has sent a call, by whichever of its credentials: what was begun
   *     is not as if nothing had been done
   */
  public record Caller(
      CallBudget budget,
      Optional<CallBudget> part,
      Function<String, Optional<String>> memberIn,
      CallMeter heard,
      AtomicBoolean begun) {
    /** As above, who may use all of {@code budget}. */
    public Caller(
        CallBudget budget,
        Function<String, Optional<String>> memberIn,
        CallMeter heard,
        AtomicBoolean begun) {
      this(budget, Optional.empty(), memberIn, heard, begun);
    }

    /** Returns the same, who may use {@code most} of the budget. */
    public Caller within(CallBudget most) {
      return new Caller(budget, Optional.of(most), memberIn, heard, begun);
    }
  }

  /** Returns a way to a platform for one piece of work, within {@code share} of its budget. */
  public PlatformHttp within(Caller caller, CallBudget.Share share) {
    return way(caller, share, true);
  }

  /**
   * Returns a way to find out whether a platform is where it is said to be: no redirect is
   * followed, as the writes to come would not follow it either.
   */
  public PlatformHttp probing(Caller caller) {
    return way(caller, CallBudget.Share.WHOLE, false);
  }

  private PlatformHttp way(Caller caller, CallBudget.Share share, boolean follow) {
    Calls calls = new Calls(caller, share);
    return (method, url) -> {
      boolean follows = follow && "GET".equals(method);
      return new OutboundRequest(client, limits, calls, method, absolute(url), follows);
    };
  }

  /** Returns {@code url}, read as every URL that the gateway calls. */
  private static HttpUrl absolute(String url) {
    try {
      return HttpUrl.of(url);
    } catch (IllegalArgumentException e) {
      throw new PlatformException("The platform's address " + e.getMessage());
    }
  }
}
