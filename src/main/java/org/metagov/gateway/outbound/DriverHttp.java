package org.metagov.gateway.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.store.BoundedThreads;

/**
 * The HTTP client for messages to drivers: no redirects, and of an answer only the head counts. It
 * has threads of its own, so that platforms that hang do not hold up drivers.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = DriverHttp.THREADS)
public class DriverHttp {
  static final String THREADS = "java:app/concurrent/drivers";

  private static final Logger LOG = Logger.getLogger(DriverHttp.class.getName());
  private static final int LONGEST_DRAIN = 64 * 1024;
  private static final int MOST_THREADS = 16;

  @Inject private Settings settings;

  @Resource(lookup = THREADS)
  private ManagedThreadFactory factory;

  private ExecutorService threads;
  private HttpClient client;
  private Duration limit;

  /** For the container. */
  public DriverHttp() {}

  /** One with threads of the JDK's. */
  DriverHttp(Duration limit) {
    this.limit = limit;
    client = client(limit).build();
  }

  @PostConstruct
  void open() {
    limit = settings.get(Setting.DELIVERY_TIMEOUT);
    threads = BoundedThreads.of(factory, MOST_THREADS);
    client = client(settings.get(Setting.OUTBOUND_CONNECT_TIMEOUT)).executor(threads).build();
  }

  private static HttpClient.Builder client(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .connectTimeout(connectTimeout)
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1);
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  /** Posts {@code body}, JSON text, to {@code url}, within {@code metagov.delivery.timeout}. */
  public DriverAnswer post(URI url, Map<String, String> headers, String body) {
    long deadline = System.nanoTime() + limit.toNanos();
    CompletableFuture<HttpResponse<InputStream>> answer = null;
    try {
      answer =
          client.sendAsync(request(url, headers, body), HttpResponse.BodyHandlers.ofInputStream());
      HttpResponse<InputStream> head = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      drain(head.body(), Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      return new DriverAnswer(
          head.statusCode(),
          RetryAfter.of(new PlatformResponse(head.statusCode(), head.headers().map(), new byte[0])),
          "");
    } catch (TimeoutException e) {
      answer.cancel(true);
      return timedOut(url);
    } catch (ExecutionException e) {
      return failed(url, e.getCause());
    } catch (IllegalArgumentException e) {
      return unanswered("The call to " + place(url) + " cannot be made");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return unanswered("The call to " + place(url) + " was interrupted");
    }
  }

  private HttpRequest request(URI url, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(limit)
            .setHeader("Content-Type", "application/json")
            .setHeader("User-Agent", "metagov-gateway")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    return request.build();
  }

  /** So that the connection can be used again; what the body says does not matter. */
  private static void drain(InputStream body, Duration within) {
    try (LimitedStream in = new LimitedStream(body, LONGEST_DRAIN, within)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.log(Level.FINE, "A driver's answer was too long to read", e);
    }
  }

  private DriverAnswer failed(URI url, Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return timedOut(url);
    }
    return unanswered(
        cause instanceof ConnectException
            ? "Cannot connect to " + place(url)
            : "The connection to " + place(url) + " failed");
  }

  private DriverAnswer timedOut(URI url) {
    return unanswered(place(url) + " did not answer within " + limit);
  }

  private static DriverAnswer unanswered(String error) {
    return new DriverAnswer(0, Optional.empty(), error);
  }

  /** Without path and query, which may hold a key. */
  private static String place(URI url) {
    return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }
}
