package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.example.plugins.tally.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestWar;

/**
 * A webhook is on the disk, not only with the operating system, before it is answered 200: with the
 * embedded database. Linux tells how.
 */
class SyncIT {
  /** That a write returns only when what it has written is on the disk. */
  private static final long O_DSYNC = 0_010_000;

  /** More than the database writes to its log at once: the webhook may stand anywhere in it. */
  private static final String LONGEST_TEXT = "100000";

  private static final String SECRET = "hook-secret-1";
  private static final int WEBHOOKS = 20;

  private static GatewayProcess gateway;
  private static Path log;

  @BeforeAll
  static void start() {
    Path data = GatewayProcess.newData();
    log = data.resolve("gateway").resolve("log").toAbsolutePath();
    gateway =
        GatewayProcess.options()
            .data(data)
            .war(TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "sync"))
            .start();
    int created =
        gateway
            .api()
            .put(
                "/api/internal/community/dry",
                "{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"team\":\"T\","
                    + "\"webhook_secret\":\""
                    + SECRET
                    + "\"}}]}")
            .status();
    assertThat(created).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void hook(String id) {
    String body =
        "{\"id\":\"%s\",\"time\":%d,\"team\":\"T\",\"type\":\"posted\",\"text\":\"x\"}"
            .formatted(id, Instant.now().getEpochSecond());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int status =
        gateway
            .api()
            .with(
                "X-Tally-Signature", HexFormat.of().formatHex(Signatures.hmacSha256(SECRET, bytes)))
            .post("/api/hooks/dry/tally", body)
            .status();
    assertThat(status).isEqualTo(200);
  }

  @Test
  void itIsInTheLogThatIsWrittenThroughToTheDisk() {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fdinfo")));
    for (int i = 0; i < WEBHOOKS; i++) {
      hook("dry-" + i + "-end");
      assertThat(logged()).as("the log at the answer").contains("dry-" + i + "-end");
    }
    assertThat(openLogs()).isNotEmpty().allSatisfy(fd -> assertThat(isWrittenThrough(fd)).isTrue());
  }

  @Test
  void theCallsToTheSystemComeInThatOrder() throws IOException, InterruptedException {
    Path trace = Files.createTempFile(GatewayProcess.folder("sync"), "strace-", ".txt");
    Process strace = trace(trace);
    try {
      Awaitility.await().until(() -> !strace.isAlive() || Files.size(trace) > 0);
      Assumptions.assumeTrue(strace.isAlive(), "strace may not look at other processes here");
      hook("traced-webhook");
    } finally {
      strace.destroy();
      strace.waitFor(10, TimeUnit.SECONDS);
    }
    List<String> calls = Files.readAllLines(trace);
    List<String> logs = openLogs().stream().map(fd -> fd.getFileName().toString()).toList();
    int asked = first(calls, 0, call -> call.contains("traced-webhook"));
    int written =
        first(
            calls,
            asked,
            call ->
                call.contains("traced-webhook")
                    && logs.stream().anyMatch(fd -> call.contains("write(" + fd + ",")));
    int answered = first(calls, written, call -> call.contains("HTTP/1.1 200"));
    assertThat(first(calls, 0, call -> call.contains("HTTP/1.1 200")))
        .as("no answer before")
        .isEqualTo(answered);
    assertThat(end(calls, written)).as("on the disk").isLessThan(answered);
    System.out.println("strace: " + calls.get(asked));
    System.out.println("strace: " + calls.get(written));
    System.out.println("strace: " + calls.get(end(calls, written)));
    System.out.println("strace: " + calls.get(answered));
  }

  private static Process trace(Path to) {
    try {
      return new ProcessBuilder(
              "strace",
              "-f",
              "-tt",
              "-s",
              LONGEST_TEXT,
              "-e",
              "trace=read,recvfrom,write,pwrite64,writev,sendto,fsync,fdatasync,msync",
              "-o",
              to.toString(),
              "-p",
              Long.toString(gateway.handle().pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      return Assumptions.abort("there is no strace on this machine");
    }
  }

  private interface Call {
    boolean is(String line);
  }

  private static int first(List<String> calls, int from, Call wanted) {
    for (int i = from; i < calls.size(); i++) {
      if (wanted.is(calls.get(i))) {
        return i;
      }
    }
    throw new AssertionError("not found after line " + from + " of " + calls.size());
  }

  /** Returns the line in which the call of the line {@code began} returns. */
  private static int end(List<String> calls, int began) {
    String call = calls.get(began);
    if (!call.endsWith("<unfinished ...>")) {
      return began;
    }
    String thread = call.substring(0, call.indexOf(' ') + 1);
    return first(calls, began + 1, line -> line.startsWith(thread) && line.contains(" resumed>"));
  }

  /** Returns the descriptors of the gateway that are open on the database's log. */
  private static List<Path> openLogs() {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + gateway.handle().pid() + "/fd"))) {
      return all.filter(SyncIT::isLog).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLog(Path descriptor) {
    try {
      String file = Files.readSymbolicLink(descriptor).toString();
      return file.startsWith(log.toString()) && file.matches(".*/log\\d+\\.dat");
    } catch (IOException e) {
      // It was closed meanwhile.
      return false;
    }
  }

  private static boolean isWrittenThrough(Path descriptor) {
    Path info = descriptor.getParent().resolveSibling("fdinfo").resolve(descriptor.getFileName());
    try (Stream<String> lines = Files.lines(info)) {
      String flags =
          lines.filter(line -> line.startsWith("flags:")).findFirst().orElseThrow().substring(6);
      return (Long.parseLong(flags.strip(), 8) & O_DSYNC) != 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String logged() {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(log)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".dat")).toList()) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
