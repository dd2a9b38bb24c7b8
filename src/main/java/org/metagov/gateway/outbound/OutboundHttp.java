package org.metagov.gateway.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.store.BoundedThreads;

/** The HTTP client of all plugins. Nothing leaves by it but within a budget. */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = OutboundHttp.THREADS)
public class OutboundHttp {
  static final String THREADS = "java:app/concurrent/outbound";

  private static final int MOST_THREADS = 64;

  @Inject private Settings settings;

  @Resource(lookup = THREADS)
  private ManagedThreadFactory factory;

  private ExecutorService threads;
  private HttpClient client;
  private Limits limits;

  /**
   * The limits of a call.
   *
   * @param total from the first byte sent to the last one received
   * @param kept the largest answer kept in memory, in bytes
   * @param streamed the largest answer read as a stream, in bytes
   */
  record Limits(Duration total, long kept, long streamed) {}

  /** For the container. */
  public OutboundHttp() {}

  OutboundHttp(HttpClient client, Limits limits) {
    this.client = client;
    this.limits = limits;
  }

  @PostConstruct
  void open() {
    threads = BoundedThreads.of(factory, MOST_THREADS);
    client =
        HttpClient.newBuilder()
            .connectTimeout(settings.get(Setting.OUTBOUND_CONNECT_TIMEOUT))
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    limits =
        new Limits(
            settings.get(Setting.OUTBOUND_TIMEOUT),
            settings.get(Setting.OUTBOUND_MAX_RESPONSE),
            settings.get(Setting.OUTBOUND_MAX_STREAM));
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  /**
   * Who makes the calls of one piece of work.
   *
   * @param budget what it shares with others
   * @param memberIn the name of the config's member that stands in a text, where one does
   */
  public record Caller(CallBudget budget, Function<String, Optional<String>> memberIn) {}

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
    Calls calls = new Calls(caller.budget(), share);
    return (method, url) -> {
      boolean follows = follow && "GET".equals(method);
      return new OutboundRequest(client, limits, calls, method, absolute(url), follows);
    };
  }

  /** Returns {@code url}, read as every URL that the gateway calls. */
  static HttpUrl absolute(String url) {
    try {
      return HttpUrl.of(url);
    } catch (IllegalArgumentException e) {
      throw new PlatformException("The platform's address " + e.getMessage());
    }
  }
}
