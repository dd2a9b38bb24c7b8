package org.metagov.gateway.proxies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.metagov.gateway.proxies.Strictly.End;
import org.metagov.gateway.proxies.Strictly.Message;
import org.metagov.gateway.testing.GatewayProcess;

/** A proxy before the gateway, with its two doors, and what it says to the gateway. */
final class Front implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);

  private final Process process;
  private final Tap tap;
  private final URI open;
  private final URI drivers;

  private Front(Process process, Tap tap, URI open, URI drivers) {
    this.process = process;
    this.tap = tap;
    this.open = open;
    this.drivers = drivers;
  }

  /** Starts {@code program} before the gateway at {@code port}, with the project's file. */
  static Front of(Program program, int port) {
    return of(program, port, UnaryOperator.identity());
  }

  /** As above, with the file {@code changed}. */
  static Front of(Program program, int port, UnaryOperator<String> changed) {
    return of(program, port, text -> program.open(changed.apply(text)), "http");
  }

  /** As above, with TLS, as the file has it. */
  static Front of(
      Program program, int port, Certificate certificate, UnaryOperator<String> changed) {
    return of(program, port, text -> program.closed(changed.apply(text), certificate), "https");
  }

  private static Front of(Program program, int port, UnaryOperator<String> changed, String scheme) {
    Tap tap = new Tap(port);
    int open = GatewayProcess.freePort();
    int drivers = GatewayProcess.freePort();
    String site =
        program
            .at(changed.apply(program.example()), open, drivers)
            .replace("gateway.example.org", "127.0.0.1")
            .replace("gateway\\.example\\.org", "127\\.0\\.0\\.1")
            .replace("127.0.0.1:8080", "127.0.0.1:" + tap.port())
            .replace("127.0.0.1:9090", "127.0.0.1:" + tap.port());
    Process process = program.start(folder(program), site);
    Front front = new Front(process, tap, at(scheme, open), at(scheme, drivers));
    try {
      Awaitility.await(program + " listens")
          .atMost(START)
          .failFast("the proxy has ended, see target/proxies", () -> !process.isAlive())
          .until(() -> listens(open) && listens(drivers));
      return front;
    } catch (RuntimeException | Error e) {
      front.close();
      throw e;
    }
  }

  /** No proxy: whatever is sent arrives. */
  static Front none(int port) {
    Tap tap = new Tap(port);
    return new Front(null, tap, at("http", tap.port()), at("http", tap.port()));
  }

  private static Path folder(Program program) {
    try {
      return Files.createTempDirectory(GatewayProcess.folder("fronts"), program + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI at(String scheme, int port) {
    return URI.create(scheme + "://127.0.0.1:" + port);
  }

  private static boolean listens(int port) {
    try {
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      try (Socket socket = new Socket(local, port)) {
        return socket.isConnected();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns where everybody comes in. */
  URI open() {
    return open;
  }

  /** Returns where drivers of other machines come in. */
  URI drivers() {
    return drivers;
  }

  /** Returns the requests that have reached the gateway, as a strict reader sees them. */
  List<Message> requests() {
    return tap.lines().stream().flatMap(line -> Strictly.requests(line.asked()).stream()).toList();
  }

  /** Returns what is wrong with what proxy and gateway have said to each other so far. */
  List<String> misunderstandings() {
    return tap.lines().stream()
        .filter(line -> !isUnderstood(line))
        .map(Tap.Line::toString)
        .toList();
  }

  /** One answer for one request; after what could be two, none, and the connection is closed. */
  private static boolean isUnderstood(Tap.Line line) {
    List<Message> requests = Strictly.requests(line.asked());
    List<Message> answers = Strictly.answers(line.answered(), requests);
    long whole = requests.stream().filter(Message::isWhole).count();
    if (!requests.stream().filter(Message::isWhole).allMatch(Front::isMarked)) {
      return false;
    }
    if (requests.stream().allMatch(request -> request.end() != End.UNCLEAR)) {
      return whole <= answers.size()
          && answers.size() <= requests.size()
          && answers.stream().allMatch(answer -> answer.end() != End.UNCLEAR);
    }
    return answers.size() == requests.size() && isRefusal(answers.get(answers.size() - 1));
  }

  /** Whatever a proxy passes on says for whom, and only once. */
  private static boolean isMarked(Message request) {
    return request.values("X-Forwarded-For").size() == 1;
  }

  private static boolean isRefusal(Message answer) {
    return answer.first().startsWith("HTTP/1.1 4") && answer.values("Connection").contains("close");
  }

  @Override
  public void close() {
    tap.close();
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
