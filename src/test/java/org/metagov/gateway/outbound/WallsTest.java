package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.address.AllowList;
import org.metagov.gateway.address.HostileUrls;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.outbound.AddressGuard.Rules;
import org.metagov.gateway.outbound.CallBudget.Share;
import org.metagov.gateway.outbound.NameLookup.Names;
import org.metagov.gateway.outbound.OutboundClient.Sockets;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.RawServer;
import org.metagov.gateway.testing.TestMeters;

/** Both clients, and every URL by which others have reached what they should not. */
@Timeout(60)
class WallsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final AtomicInteger sockets = new AtomicInteger();

  /** Nothing may be sent to any of these addresses, least of all by a test that fails. */
  private final Sockets none =
      () -> {
        sockets.incrementAndGet();
        throw new IOException("a socket was asked for");
      };

  /** A server of this machine, at a port that is its own or the gateway's. */
  private final RawServer sink = RawServer.answering(OK);

  @AfterEach
  void close() {
    sink.close();
  }

  static Stream<String> hostile() {
    return Stream.concat(HostileUrls.literals(), HostileUrls.malformed());
  }

  private static InetAddress[] nobody(String host) throws UnknownHostException {
    throw new UnknownHostException(host);
  }

  private static OutboundClient client(Names names, boolean alone, int ownPort, Sockets sockets) {
    return new OutboundClient(
        new AddressGuard(
            new Rules(
                AllowList.NONE,
                port -> port == ownPort,
                () -> alone,
                Optional.empty(),
                Optional.empty()),
            new NameLookup(names, Runnable::run, LONG)),
        LONG,
        TestOutboundHttp.systemTls(),
        sockets);
  }

  private static DriverAnswer post(OutboundClient client, String url) {
    return new DriverHttp(client, LONG).post(url, Map.of(), "{}");
  }

  private static PlatformException get(OutboundClient client, String url) {
    PlatformHttp http =
        new OutboundHttp(client, new OutboundHttp.Limits(LONG, 1_000, 1_000, 1_000))
            .within(
                new OutboundHttp.Caller(
                    new CallBudgets().of("a test", 1_000),
                    text -> Optional.empty(),
                    new CallMeter(TestMeters.unread(), "test"),
                    new AtomicBoolean()),
                Share.WHOLE);
    PlatformException failure =
        catchThrowableOfType(PlatformException.class, () -> http.get(url).send());
    assertThat(failure).as(url).isNotNull();
    return failure;
  }

  /** A socket that connects to one port of this machine, and fails the test at any other. */
  private static final class Bound extends Socket {
    private final int port;

    Bound(int port) {
      this.port = port;
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
      InetSocketAddress to = (InetSocketAddress) address;
      assertThat(to.getAddress().isLoopbackAddress()).isTrue();
      assertThat(to.getPort()).isEqualTo(port);
      super.connect(address, timeout);
    }
  }

  @Test
  void thereAreMoreThanThreeHundred() {
    assertThat(hostile().distinct().count()).isGreaterThan(300);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void noClientConnectsToAHostileUrl(String url) {
    try (OutboundClient client = client(WallsTest::nobody, false, 0, none)) {
      DriverAnswer answer = post(client, url);
      assertThat(answer.status()).isZero();
      assertThat(answer.forbidden()).isTrue();
      assertThat(get(client, url).getMessage())
          .matches("Cannot connect to \\S+|The platform's address must be an http or https URL.*");
    }
    assertThat(sockets).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.address.HostileUrls#addresses")
  void norToAHarmlessNameThatLeadsThere(String address) throws UnknownHostException {
    InetAddress[] there = {InetAddress.getByName(address)};
    try (OutboundClient client = client(host -> there, false, 0, none)) {
      assertThat(post(client, "https://harmless.example/x").forbidden()).isTrue();
      assertThat(get(client, "http://harmless.example:8000/x"))
          .hasMessage("Cannot connect to harmless.example:8000");
    }
    assertThat(sockets).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void noRedirectLeadsThere(String url) {
    String location = url.replaceAll("[^\\x20-\\x7e]", "?");
    try (RawServer leading =
            RawServer.answering(
                "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n");
        OutboundClient client =
            client(WallsTest::nobody, true, sink.port(), () -> new Bound(leading.port()))) {
      assertThat(post(client, leading.url("/")).status()).isEqualTo(302);
      get(client, leading.url("/"));
    }
    assertThat(sink.accepted()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/api/internal/community",
        "http://127.1.2.3:%d/",
        "http://localhost:%d/",
        "http://gateway.localhost:%d/",
        "http://[::1]:%d/",
        "http://[::ffff:127.0.0.1]:%d/",
        "http://0.0.0.0:%d/",
        "http://[::]:%d/",
        "http://a_name_of_ours:%d/"
      })
  void noClientConnectsToTheGatewayItself(String form) {
    InetAddress[] here = {InetAddress.getLoopbackAddress()};
    String url = form.formatted(sink.port());
    try (OutboundClient client = client(host -> here, true, sink.port(), none)) {
      assertThat(post(client, url).forbidden()).isTrue();
      assertThat(get(client, url)).hasMessage("Cannot connect to " + HttpUrl.of(url).place());
    }
    assertThat(sink.accepted()).isZero();
  }

  @Test
  void aNameThatLeadsElsewhereLaterIsNotFollowedThere() throws UnknownHostException {
    AtomicInteger asked = new AtomicInteger();
    InetAddress[] first = InetAddress.getAllByName("127.0.0.1");
    InetAddress[] then = InetAddress.getAllByName("10.0.0.1");
    try (OutboundClient client =
        client(
            host -> asked.getAndIncrement() == 0 ? first : then,
            true,
            0,
            () -> {
              sockets.incrementAndGet();
              return SocketChannel.open().socket();
            })) {
      String url = "http://rebound.example:" + sink.port();
      assertThat(post(client, url).status()).isEqualTo(200);
      // The connection stays with the address that was checked.
      assertThat(post(client, url).status()).isEqualTo(200);
      assertThat(asked).hasValue(1);
      sink.close();
      assertThat(post(client, url).forbidden()).isTrue();
    }
    assertThat(sockets).hasValue(1);
  }

  @Test
  void whoeverAsksCannotTellWhatIsForbiddenFromWhereNobodyIs() {
    int port = GatewayProcess.freePort();
    InetAddress[] here = {InetAddress.getLoopbackAddress()};
    try (OutboundClient open = client(host -> here, true, 0, () -> SocketChannel.open().socket());
        OutboundClient shut = client(host -> here, false, 0, none);
        OutboundClient unknown = client(WallsTest::nobody, false, 0, none)) {
      String url = "http://name.example:" + port + "/x?key=hush";
      for (OutboundClient client : List.of(open, shut, unknown)) {
        assertThat(post(client, url).error()).isEqualTo("Cannot connect to name.example:" + port);
        PlatformException failure = get(client, url);
        assertThat(failure).hasMessage("Cannot connect to name.example:" + port);
        assertThat(failure.status()).isZero();
        assertThat(failure.isTimeout()).isFalse();
      }
    }
  }
}
