package org.metagov.gateway.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.bootstrap.HttpRequester;
import org.apache.hc.core5.http.impl.bootstrap.RequesterBootstrap;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;

/** One connection to the gateway, and the thread that asks over it. */
final class Worker implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong();
  private static final Timeout LIMIT = Timeout.ofSeconds(60);

  private final HttpRequester http = RequesterBootstrap.bootstrap().create();
  private final HttpHost host;
  private final SplittableRandom random;
  private final Map<String, Histogram> times = new TreeMap<>();
  private long errors;

  Worker(URI base, SplittableRandom random) {
    host = HttpHost.create(base);
    this.random = random;
  }

  /** What was answered. */
  record Answer(int status, Optional<String> location) {}

  SplittableRandom random() {
    return random;
  }

  /**
   * Returns an id that no other worker of the bench has had: what is drawn is drawn again in each
   * round, and what comes in again is not kept.
   */
  String newId() {
    return "bench-" + IDS.incrementAndGet();
  }

  /**
   * Sends a request, and notes under {@code what} how long its whole answer took; one that is no
   * success is an error.
   *
   * @param body JSON text; null for none
   */
  Answer send(String what, String method, String path, byte[] body, String... headers) {
    ClassicRequestBuilder request = ClassicRequestBuilder.create(method).setPath(path);
    if (body != null) {
      request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.addHeader(headers[i], headers[i + 1]);
    }
    long began = System.nanoTime();
    try {
      Answer answer =
          http.execute(
              host, request.build(), LIMIT, HttpCoreContext.create(), Worker::readToTheEnd);
      if (answer.status() / 100 == 2) {
        times.computeIfAbsent(what, name -> Sample.histogram()).recordValue(since(began));
      } else {
        errors++;
      }
      return answer;
    } catch (IOException | HttpException e) {
      errors++;
      return new Answer(0, Optional.empty());
    }
  }

  /** Returns how many microseconds have gone by. */
  static long since(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
  }

  Map<String, Histogram> times() {
    return times;
  }

  long errors() {
    return errors;
  }

  @Override
  public void close() {
    http.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
  }

  private static Answer readToTheEnd(ClassicHttpResponse response) throws IOException {
    EntityUtils.consume(response.getEntity());
    return new Answer(
        response.getCode(),
        Optional.ofNullable(response.getFirstHeader("Location")).map(header -> header.getValue()));
  }
}
