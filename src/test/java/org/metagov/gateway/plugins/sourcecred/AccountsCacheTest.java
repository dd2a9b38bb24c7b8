package org.metagov.gateway.plugins.sourcecred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.metagov.gateway.testing.FakeServer.send;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.outbound.TestOutboundHttp;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.testing.FakeServer;

@Timeout(60)
class AccountsCacheTest {
  private static final String PATH = "/output/accounts.json";
  private static final String FILE = "{\"accounts\":[{\"totalCred\":%d}]}";

  private final FakeServer server = new FakeServer();
  private final PlatformHttp http = TestOutboundHttp.client();
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  private final AccountsCache cache = new AccountsCache(nanoTime::get);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void callersInParallelShareOneDownload() throws Exception {
    CountDownLatch asked = new CountDownLatch(16);
    server.on(
        PATH,
        exchange -> {
          awaitAll(asked);
          send(exchange, 200, FILE.formatted(3));
        });
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      Callable<Accounts> caller =
          () -> {
            asked.countDown();
            return get();
          };
      List<Future<Accounts>> answers = threads.invokeAll(Collections.nCopies(16, caller));
      for (Future<Accounts> answer : answers) {
        assertThat(answer.get().total()).isEqualTo(3);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void forAMinuteAFileIsTakenAsItIs() {
    AtomicInteger version = new AtomicInteger();
    server.on(PATH, exchange -> send(exchange, 200, FILE.formatted(version.incrementAndGet())));
    assertThat(get().total()).isEqualTo(1);
    pass(Duration.ofSeconds(59));
    assertThat(get().total()).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    assertThat(get().total()).isEqualTo(2);
    assertThat(server.requests().get(1).headers())
        .doesNotContainKeys("If-None-Match", "If-Modified-Since");
  }

  @Test
  void aFileThatHasNotChangedIsKeptForAnotherMinute() {
    serveOnce("ETag", "\"v1\"");
    assertThat(get().total()).isEqualTo(1);
    pass(Duration.ofMinutes(1));
    Accounts again = get();
    assertThat(again.total()).isEqualTo(1);
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(1).header("If-None-Match")).contains("\"v1\"");
    pass(Duration.ofSeconds(59));
    assertThat(get()).isSameAs(again);
    assertThat(server.requests()).hasSize(2);
    pass(Duration.ofSeconds(1));
    assertThat(get()).isSameAs(again);
    assertThat(server.requests().get(2).header("If-None-Match")).contains("\"v1\"");
  }

  @Test
  void withoutAnETagTheDateIsAskedFor() {
    String date = "Tue, 01 Jan 2019 00:00:00 GMT";
    serveOnce("Last-Modified", date);
    assertThat(get().total()).isEqualTo(1);
    pass(Duration.ofMinutes(1));
    assertThat(get().total()).isEqualTo(1);
    assertThat(server.requests().get(1).header("If-Modified-Since")).contains(date);
  }

  /** As GitHub Pages tells it, as S3 does for those who may not list, and as some hosts do. */
  @ParameterizedTest
  @CsvSource({
    "404, <html>",
    "403, <Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
    "410, ''"
  })
  void aFileThatIsMissingIsToldWithWhatToDo(int status, String body) {
    server.answer(PATH, status, body);
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(this::get)
        .withMessageStartingWith(
            "'output/accounts.json' file not present. Run 'yarn sourcecred analysis' when"
                + " generating sourcecred instance.")
        .matches(e -> e.status() == status);
  }

  @Test
  void aFailureIsNotKept() {
    AtomicInteger call = new AtomicInteger();
    server.on(
        PATH,
        exchange -> send(exchange, call.incrementAndGet() == 1 ? 500 : 200, FILE.formatted(1)));
    assertThatExceptionOfType(PlatformException.class).isThrownBy(this::get);
    assertThat(get().total()).isEqualTo(1);
  }

  @Test
  void ofManyInstancesThoseReadLastAreKept() {
    server.on("/", exchange -> send(exchange, 200, FILE.formatted(1)));
    for (int i = 0; i < 33; i++) {
      cache.get(server.url("/" + i), http);
    }
    cache.get(server.url("/32"), http);
    assertThat(server.requests()).hasSize(33);
    cache.get(server.url("/0"), http);
    assertThat(server.requests()).hasSize(34);
  }

  private void serveOnce(String header, String value) {
    AtomicInteger call = new AtomicInteger();
    server.on(
        PATH,
        exchange -> {
          if (call.incrementAndGet() == 1) {
            send(exchange, 200, FILE.formatted(1), header, value);
          } else {
            send(exchange, 304, "");
          }
        });
  }

  private Accounts get() {
    return cache.get(server.url(PATH), http);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
