package org.metagov.gateway.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.metagov.gateway.spi.PlatformResponse;

/**
 * One request and its answer. It ends at its deadline, whatever it waits for: the connection is
 * closed under whoever reads or writes.
 */
final class Exchange implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Exchange.class.getName());
  private static final int LITTLE = 64 * 1024;
  private static final int BEGINNING = 1_024;
  private static final Duration SHORT = Duration.ofMillis(500);

  private final HttpUriRequestBase request;
  private CompletableFuture<Void> watch;
  private volatile boolean late;
  private ClassicHttpResponse answer;

  /** One for {@code request}, whose time runs from now on. */
  Exchange(HttpUriRequestBase request, Duration within) {
    this.request = request;
    watch = watch(within);
  }

  HttpUriRequestBase request() {
    return request;
  }

  void answered(ClassicHttpResponse with) {
    answer = with;
  }

  /** Returns whether it has reached its deadline. */
  boolean isLate() {
    return late;
  }

  int status() {
    return answer.getCode();
  }

  /** Returns status and headers. */
  PlatformResponse head() {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : answer.getHeaders()) {
      headers
          .computeIfAbsent(header.getName(), name -> new ArrayList<>())
          .add(header.getValue() == null ? "" : header.getValue());
    }
    return new PlatformResponse(answer.getCode(), headers, new byte[0]);
  }

  /** Returns the body as it comes; whoever reads it to its end has the connection used again. */
  InputStream body() {
    try {
      return answer.getEntity() == null
          ? InputStream.nullInputStream()
          : answer.getEntity().getContent();
    } catch (IOException e) {
      throw new IllegalStateException("a body that comes over a connection is there", e);
    }
  }

  /**
   * Reads the rest, so that the connection can be used again; what it says does not matter. One
   * that is long or slow costs the connection.
   *
   * @return how it begins, as far as that came
   */
  byte[] drain() {
    if (isEmpty()) {
      // Nothing is waited for: a watch of its own would only wake the timer's thread.
      return readAll();
    }
    CompletableFuture<Void> before = watch;
    watch = watch(SHORT);
    try {
      return readAll();
    } finally {
      before.complete(null);
    }
  }

  /** Returns whether its head says that no body follows. */
  private boolean isEmpty() {
    return answer.getEntity() == null || answer.getEntity().getContentLength() == 0;
  }

  private byte[] readAll() {
    byte[] begin = new byte[0];
    try {
      InputStream all = new LimitedStream(body(), LITTLE);
      begin = all.readNBytes(BEGINNING);
      if (begin.length == BEGINNING) {
        all.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "An answer was not read to its end", e);
    }
    return begin;
  }

  private CompletableFuture<Void> watch(Duration within) {
    CompletableFuture<Void> watching = new CompletableFuture<>();
    // It runs on the JDK's own timer, and leaves it as soon as the watch completes.
    CompletableFuture<Void> unused =
        watching
            .orTimeout(Math.max(1, within.toNanos()), TimeUnit.NANOSECONDS)
            .whenComplete(
                (nothing, timeout) -> {
                  if (timeout != null) {
                    late = true;
                    request.cancel();
                  }
                });
    return watching;
  }

  /** Ends it; a body that was not read to its end costs the connection. */
  @Override
  public void close() {
    watch.complete(null);
    request.cancel();
  }
}
