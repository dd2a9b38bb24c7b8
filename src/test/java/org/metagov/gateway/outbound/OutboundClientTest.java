package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.address.AllowList;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.outbound.AddressGuard.Rules;
import org.metagov.gateway.testing.RawServer;
import org.metagov.gateway.testing.TlsServer;

@Timeout(60)
class OutboundClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String TRACE = "traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-00\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static AddressGuard guard(Map<String, String> names, Optional<HttpUrl> proxy) {
    return new AddressGuard(
        new Rules(AllowList.NONE, port -> false, () -> true, proxy, Optional.empty()),
        new NameLookup(
            host -> {
              List<InetAddress> found = new ArrayList<>();
              for (String address : names.getOrDefault(host, host).split(" ", -1)) {
                found.add(InetAddress.getByName(address));
              }
              return found.toArray(InetAddress[]::new);
            },
            Runnable::run,
            LONG));
  }

  private DriverHttp drivers(Map<String, String> names) {
    return new DriverHttp(open(TestOutboundHttp.client(guard(names, Optional.empty()))), LONG);
  }

  private static DriverAnswer post(DriverHttp drivers, String url) {
    return drivers.post(url, Map.of("webhook-id", "m-1", "Content-Type", "application/json"), "{}");
  }

  @Test
  void nothingIsSentThatNobodyAskedFor() {
    RawServer server = open(RawServer.answering(OK));
    post(drivers(Map.of()), server.url("//a//b?c=%20"));
    // Which trace it belongs to is another one each time.
    String head = server.heads().get(0).replaceFirst(TRACE, "traceparent: x\r\n");
    assertThat(head.split("\r\n"))
        .containsExactlyInAnyOrder(
            "traceparent: x",
            "POST //a//b?c=%20 HTTP/1.1",
            "Host: 127.0.0.1:" + server.port(),
            "Connection: keep-alive",
            "User-Agent: metagov-gateway",
            "CDN-Loop: metagov-gateway",
            "Content-Type: application/json",
            "Content-Length: 2",
            "webhook-id: m-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy_kit", "driver.example"})
  void aHostMayHaveAnyName(String host) {
    RawServer server = open(RawServer.answering(OK));
    DriverAnswer answer =
        post(drivers(Map.of(host, "127.0.0.1")), "http://" + host + ":" + server.port() + "/x");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(server.heads().get(0)).contains("\r\nHost: " + host + ":" + server.port() + "\r\n");
  }

  @Test
  void severalAddressesOfANameAreTriedInTurn() {
    RawServer server = open(RawServer.answering(OK));
    DriverHttp drivers = drivers(Map.of("many.example", "127.0.0.9 127.0.0.8 127.0.0.1"));
    assertThat(post(drivers, "http://many.example:" + server.port()).status()).isEqualTo(200);
    assertThat(post(drivers, "http://many.example:1").error())
        .isEqualTo("Cannot connect to many.example:1");
  }

  @Test
  void anAddressThatTakesNoConnectionIsNotWaitedForFromBeginningToEnd() throws IOException {
    try (DeadlineContract.Full full = new DeadlineContract.Full();
        ServerSocket other = new ServerSocket(full.port(), 9, InetAddress.getByName("127.0.0.7"))) {
      Thread answering =
          new Thread(
              () -> {
                try (var peer = other.accept()) {
                  RawServer.say(peer, OK);
                  peer.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // The test has failed by itself then.
                }
              });
      answering.start();
      OutboundClient client =
          open(
              new OutboundClient(
                  guard(Map.of("two.example", "127.0.0.1 127.0.0.7"), Optional.empty()),
                  Duration.ofMillis(300),
                  TestOutboundHttp.systemTls()));
      assertThat(post(new DriverHttp(client, LONG), "http://two.example:" + full.port()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aConnectionIsUsedAgain() {
    RawServer server = open(RawServer.answering(OK));
    DriverHttp drivers = drivers(Map.of());
    for (int i = 0; i < 5; i++) {
      assertThat(post(drivers, server.url("/")).status()).isEqualTo(200);
    }
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void aConnectionThatTheOtherSideHasClosedIsNot() {
    RawServer[] server = new RawServer[1];
    server[0] =
        open(
            new RawServer(
                peer -> {
                  // Says nothing of it, and hangs up.
                  server[0].read(peer);
                  RawServer.say(peer, OK);
                }));
    DriverHttp drivers = drivers(Map.of());
    for (int i = 1; i <= 5; i++) {
      assertThat(post(drivers, server[0].url("/")).status()).isEqualTo(200);
      Awaitility.await().until(() -> server[0].connections() == 0);
      assertThat(server[0].accepted()).isEqualTo(i);
    }
  }

  /** Each leaves something behind that is no part of the next answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content\r\nContent-Length: 2\r\n\r\n{}",
        "204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "204 No Content\r\n\r\n{}",
        "204 No Content\r\n\r\nHTTP/1.1 500 Not For You\r\n\r\n",
        "304 Not Modified\r\nContent-Length: 2\r\n\r\n{}",
        "200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 500 Not For You\r\nContent-Length: 0\r\n\r\n",
        "200 OK\r\nContent-Length: 2\r\n\r\n{}\n\n",
        "202 Accepted\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "200 OK\r\nContent-Length: many\r\n\r\n{}",
        "200 OK\r\nContent-Length: -1\r\n\r\n{}",
        "200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
        "200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}",
        "200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense",
        "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "200\r\nContent-Length: 2\r\n\r\n{}"
      })
  void onceTheStatusIsReadItCounts(String answer) {
    int status = Integer.parseInt(answer.substring(0, 3));
    RawServer server = open(RawServer.answering("HTTP/1.1 " + answer));
    DriverHttp drivers = drivers(Map.of());
    for (int i = 0; i < 3; i++) {
      assertThat(post(drivers, server.url("/")))
          .isEqualTo(new DriverAnswer(status, Optional.empty(), "", false));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
        "200 OK\r\n\r\nto the end"
      })
  void alsoWhereTheConnectionBreaksBehindIt(String answer) {
    RawServer[] server = new RawServer[1];
    server[0] =
        open(
            new RawServer(
                peer -> {
                  server[0].read(peer);
                  peer.setSoLinger(true, 0);
                  RawServer.say(peer, "HTTP/1.1 " + answer);
                  TimeUnit.MILLISECONDS.sleep(20);
                }));
    assertThat(post(drivers(Map.of()), server[0].url("/")).status()).isEqualTo(200);
  }

  @Test
  void whoAnswersBeforeItHasReadAllHasAnswered() {
    RawServer early =
        open(
            new RawServer(
                peer -> {
                  RawServer.say(peer, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                  peer.shutdownInput();
                  TimeUnit.SECONDS.sleep(1);
                }));
    DriverAnswer answer = drivers(Map.of()).post(early.url("/"), Map.of(), "x".repeat(8_000_000));
    assertThat(answer.status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "HTTP/1.1",
        "HTTP/1.1 OK\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n"
      })
  void whatIsNoAnswerIsNone(String nonsense) {
    RawServer[] server = new RawServer[1];
    server[0] =
        open(
            new RawServer(
                peer -> {
                  server[0].read(peer);
                  RawServer.say(peer, nonsense);
                }));
    DriverAnswer answer = post(drivers(Map.of()), server[0].url("/?key=s3cret"));
    assertThat(answer.status()).isZero();
    assertThat(answer.error())
        .isEqualTo("The connection to 127.0.0.1:" + server[0].port() + " failed");
  }

  @Test
  void aHeadWithoutEndIsGivenUpLongBeforeItsTime() {
    RawServer endless =
        open(
            new RawServer(
                peer -> {
                  RawServer.say(peer, "HTTP/1.1 200 OK\r\n");
                  while (true) {
                    RawServer.say(peer, "X-More: y\r\n".repeat(100));
                  }
                }));
    RawServer wide =
        open(
            new RawServer(
                peer -> {
                  while (true) {
                    RawServer.say(peer, "HTTP/1.1 200 OK".repeat(1_000));
                  }
                }));
    assertThat(post(drivers(Map.of()), endless.url("/")).error()).endsWith(" failed");
    assertThat(post(drivers(Map.of()), wide.url("/")).error()).endsWith(" failed");
  }

  @Test
  void proxiesOfTheEnvironmentAreNotUsed() {
    RawServer proxy = open(RawServer.answering(OK));
    RawServer server = open(RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n"));
    List<String> keys = List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts");
    try {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", "" + proxy.port());
      System.setProperty("http.nonProxyHosts", "");
      assertThat(post(drivers(Map.of()), server.url("/")).status()).isEqualTo(204);
      assertThat(proxy.heads()).isEmpty();
    } finally {
      keys.forEach(System::clearProperty);
    }
  }

  @Test
  void aProxyOfTheSettingsIsAskedForEverything() {
    RawServer[] proxy = new RawServer[1];
    proxy[0] =
        open(
            new RawServer(
                peer -> {
                  while (proxy[0].read(peer)) {
                    String head = proxy[0].heads().get(proxy[0].heads().size() - 1);
                    RawServer.say(
                        peer,
                        head.startsWith("CONNECT")
                            ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nhush"
                            : OK);
                  }
                }));
    HttpUrl address = HttpUrl.of(proxy[0].url("/"));
    DriverHttp drivers =
        new DriverHttp(open(TestOutboundHttp.client(guard(Map.of(), Optional.of(address)))), LONG);
    assertThat(post(drivers, "http://driver.example/a?b").status()).isEqualTo(200);
    assertThat(proxy[0].heads().get(0))
        .startsWith("POST http://driver.example/a?b HTTP/1.1\r\n")
        .contains("\r\nHost: driver.example\r\n");
    // Its own refusal is not that of the driver behind it.
    assertThat(post(drivers, "https://driver.example/a"))
        .isEqualTo(
            new DriverAnswer(0, Optional.empty(), "Cannot connect to driver.example", false));
    assertThat(proxy[0].heads().get(1)).startsWith("CONNECT driver.example:443 HTTP/1.1\r\n");
    assertThat(post(drivers, "http://10.0.0.1/").forbidden()).isTrue();
    assertThat(proxy[0].heads()).hasSize(2);
  }

  @Test
  void aServerProvesItsNameByTls(@TempDir Path folder) {
    try (TlsServer server = new TlsServer(folder, "driver.example")) {
      SSLContext trusting = server.trust();
      OutboundClient client =
          open(
              new OutboundClient(
                  guard(
                      Map.of("driver.example", "127.0.0.1", "other.example", "127.0.0.1"),
                      Optional.empty()),
                  Duration.ofSeconds(5),
                  trusting));
      DriverHttp drivers = new DriverHttp(client, LONG);
      for (int i = 0; i < 3; i++) {
        assertThat(post(drivers, "https://driver.example:" + server.port() + "/").status())
            .isEqualTo(200);
      }
      assertThat(server.handshakes()).isEqualTo(1);
      assertThat(post(drivers, "https://other.example:" + server.port() + "/").error())
          .isEqualTo("The connection to other.example:" + server.port() + " failed");
      assertThat(
              post(
                      drivers(Map.of("driver.example", "127.0.0.1")),
                      "https://driver.example:" + server.port() + "/")
                  .status())
          .isZero();
      assertThat(server.requests()).isEqualTo(3);
    }
  }
}
