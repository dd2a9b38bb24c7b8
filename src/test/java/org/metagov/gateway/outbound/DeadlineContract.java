package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Patience;
import org.metagov.gateway.testing.RawServer;

/** Every call ends at its deadline, or when its thread is interrupted, whatever it waits for. */
@Timeout(60)
interface DeadlineContract {
  Duration LIMIT = Duration.ofMillis(300);
  Duration LONG = Duration.ofSeconds(20);

  /** Posts {@code body} to {@code url} within {@code limit}; returns what the caller is told. */
  String post(String url, String body, Duration limit);

  @Test
  default void whoTakesNoConnectionIsTimedOut() throws IOException {
    try (Full full = new Full()) {
      assertTimedOut("http://127.0.0.1:" + full.port(), "{}");
    }
  }

  @Test
  default void whoNeverEndsTheHandshakeIsTimedOut() {
    try (RawServer silent = silent()) {
      assertTimedOut(silent.url("").replace("http:", "https:"), "{}");
    }
  }

  @Test
  default void whoSaysNothingIsTimedOut() {
    try (RawServer silent = silent()) {
      assertTimedOut(silent.url("/"), "{}");
    }
  }

  @Test
  default void whoReadsNothingIsTimedOut() {
    try (RawServer silent = silent()) {
      assertTimedOut(silent.url("/"), "x".repeat(10_000_000));
    }
  }

  @Test
  default void aHeadThatTricklesIsTimedOut() {
    try (RawServer slow =
        new RawServer(
            peer -> {
              RawServer.say(peer, "HTTP/1.1 200 OK\r\n");
              for (int i = 0; ; i++) {
                RawServer.say(peer, "X-" + i + ": y\r\n");
                TimeUnit.MILLISECONDS.sleep(20);
              }
            })) {
      assertTimedOut(slow.url("/"), "{}");
    }
  }

  @Test
  default void anAnswerThatIsAnnouncedAgainAndAgainIsTimedOut() {
    try (RawServer early =
        new RawServer(
            peer -> {
              while (true) {
                RawServer.say(peer, "HTTP/1.1 102 Processing\r\n\r\n");
                TimeUnit.MILLISECONDS.sleep(20);
              }
            })) {
      assertTimedOut(early.url("/"), "{}");
    }
  }

  @Test
  default void whatIsTimedOutIsGivenUp() {
    try (RawServer silent = silent()) {
      post(silent.url("/"), "{}", LIMIT);
      Awaitility.await().until(() -> silent.connections() == 0);
    }
  }

  @Test
  default void callsThatHangLeaveTheirPlacesWhenTheyAreTimedOut() {
    try (RawServer silent = silent();
        RawServer lively = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      Parallel.run(40, i -> post(silent.url("/"), "{}", LIMIT));
      assertThat(post(lively.url("/"), "{}", LONG)).isEqualTo("200");
    }
  }

  @Test
  default void anInterruptEndsACall() throws Exception {
    try (RawServer silent = silent()) {
      for (String url : List.of(silent.url("/"), silent.url("/").replace("http:", "https:"))) {
        FutureTask<String> call = new FutureTask<>(() -> post(url, "{}", LONG));
        Thread thread = new Thread(call);
        int before = silent.connections();
        thread.start();
        Awaitility.await().until(() -> silent.connections() > before);
        thread.interrupt();
        assertThat(Patience.await(call)).contains("was interrupted");
      }
      Awaitility.await().until(() -> silent.connections() == 0);
    }
  }

  private void assertTimedOut(String url, String body) {
    long start = System.nanoTime();
    String told = post(url, body, LIMIT);
    assertThat(told).startsWith("127.0.0.1:").endsWith(" did not answer within PT0.3S");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(LIMIT, LONG);
  }

  /** Returns a server that reads and says nothing, and sees it when the other side goes. */
  private static RawServer silent() {
    return new RawServer(
        peer -> {
          peer.setReceiveBufferSize(4_096);
          while (true) {
            // A byte at times: not to be the one who hangs up, and to hear of it.
            if (peer.getInputStream().read() < 0) {
              return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
          }
        });
  }

  /** A server whose queue of new connections is full. */
  final class Full implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    Full() throws IOException {
      listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      try {
        while (waiting.size() < 10) {
          Socket next = new Socket();
          waiting.add(next);
          next.connect(new InetSocketAddress(listener.getInetAddress(), port()), 200);
        }
        throw new IOException("its queue takes too many");
      } catch (java.net.SocketTimeoutException e) {
        // As it should be.
      }
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() {
      try {
        for (Socket socket : waiting) {
          socket.close();
        }
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
