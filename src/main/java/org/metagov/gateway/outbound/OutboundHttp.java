package org.metagov.gateway.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
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

  /** Returns a way to a platform for one piece of work, within {@code share} of {@code budget}. */
  public PlatformHttp within(CallBudget budget, CallBudget.Share share) {
    Calls calls = new Calls(budget, share);
    return (method, url) -> new OutboundRequest(client, limits, calls, method, absolute(url));
  }

  /**
   * Returns {@code url} as a URI.
   *
   * @throws PlatformException where it is not an absolute http or https URL
   */
  public static URI absolute(String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other text that is no such URL.
    }
    throw new PlatformException("The platform's address is not an http or https URL");
  }
}
