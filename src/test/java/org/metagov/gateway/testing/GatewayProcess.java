package org.metagov.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A gateway in a process of its own, as an operator runs it: one that can be killed. */
public final class GatewayProcess implements AutoCloseable {
  // Limits for a machine that has much else to do.
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofMinutes(1);

  private final Process process;
  private final Path log;
  private final Path temporary;
  private final int port;
  private final int drivers;

  private GatewayProcess(Process process, Path log, Path temporary, int port, int drivers) {
    this.process = process;
    this.log = log;
    this.temporary = temporary;
    this.port = port;
    this.drivers = drivers;
  }

  /** What a gateway is started with. */
  public static final class Options {
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<String> microOptions = new ArrayList<>();
    // Quick to start: most tests ask little of it.
    private List<String> jvm =
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms384m", "-Xmn256m");
    private Path war = Path.of(System.getProperty("gateway.war"));
    private int port;
    private int drivers;
    private boolean packed;

    /** Sets a system property. */
    public Options set(String key, String value) {
      properties.put(key, value);
      return this;
    }

    /** Sets where the embedded database lies. */
    public Options data(Path folder) {
      return set("metagov.data-dir", folder.toString());
    }

    /** Listens on this port, in place of a free one. */
    public Options port(int own) {
      port = own;
      return this;
    }

    /** Has a listener for drivers only, on this port. */
    public Options drivers(int internal) {
      drivers = internal;
      return set("metagov.internal.port", Integer.toString(internal))
          .micro("--postbootcommandfile", internalListener(internal));
    }

    /** Runs another WAR than the packaged one. */
    public Options war(Path other) {
      war = other;
      return this;
    }

    /** Sets the options of its JVM, in place of those for a quick start. */
    public Options jvm(List<String> options) {
      jvm = List.copyOf(options);
      return this;
    }

    /** Adds an option of Payara Micro's. */
    public Options micro(String... options) {
      microOptions.addAll(List.of(options));
      return this;
    }

    /** Runs the server as it comes, packed: it unpacks itself at each start. */
    public Options packed() {
      packed = true;
      return this;
    }

    private Path server() {
      return packed
          ? Path.of(System.getProperty("gateway.war")).resolveSibling("payara-micro.jar")
          : Path.of(System.getProperty("gateway.payara"));
    }

    /** The classes of the unpacked server, where there is an archive of them. */
    private Optional<String> archive() {
      return Optional.ofNullable(System.getProperty("gateway.archive")).filter(file -> !packed);
    }

    /** Starts it, and waits until it is ready. */
    public GatewayProcess start() {
      GatewayProcess gateway = launch();
      try {
        gateway.awaitReady();
        return gateway;
      } catch (RuntimeException | Error e) {
        // Nobody else would end it.
        gateway.close();
        throw e;
      }
    }

    /** Starts it without waiting. */
    public GatewayProcess launch() {
      int listening = port == 0 ? freePort() : port;
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvm);
      archive().ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
      Path temporary = newFolder("tmp");
      command.add("-Djava.io.tmpdir=" + temporary);
      properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.addAll(
          List.of(
              "-jar",
              server().toString(),
              "--nohazelcast",
              "--disablephonehome",
              "--logproperties",
              "config/logging.properties",
              "--prebootcommandfile",
              "config/preboot.asadmin"));
      command.addAll(microOptions);
      command.addAll(List.of("--port", Integer.toString(listening), "--deploy", war.toString()));
      try {
        Path log = Files.createTempFile(folder("logs"), "gateway-", ".log");
        ProcessBuilder builder =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return new GatewayProcess(
            builder.start(), log, temporary, listening, drivers == 0 ? listening : drivers);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The commented commands of the project's own pre-boot file, for this port. */
  private static String internalListener(int port) {
    try {
      String commands =
          Files.readString(Path.of("config", "preboot.asadmin"))
              .lines()
              .filter(line -> line.startsWith("#create-") || line.startsWith("#set "))
              .map(line -> line.substring(1).replace("9090", Integer.toString(port)))
              .collect(Collectors.joining("\n"));
      Path file = Files.createTempFile(folder("config"), "internal-", ".asadmin");
      return Files.writeString(file, commands + "\n").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Options options() {
    return new Options();
  }

  /** Returns a folder of that name for files of this test run. */
  public static Path folder(String name) {
    try {
      return Files.createDirectories(
          Path.of(System.getProperty("gateway.work"), name).toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a new empty folder for a database. */
  public static Path newData() {
    return newFolder("data");
  }

  private static Path newFolder(String parent) {
    try {
      return Files.createTempDirectory(folder(parent), "gateway-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a port of this machine that nobody listens on. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Api api() {
    return Api.at(URI.create("http://127.0.0.1:" + port));
  }

  /** As a driver that comes in where drivers do. */
  public Api drivers() {
    return Api.at(URI.create("http://127.0.0.1:" + drivers));
  }

  /** Returns its process, to see what it takes of the machine. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Returns the file of what the server prints. */
  public Path logFile() {
    return log;
  }

  /** Returns the folder for its temporary files, which no other server has. */
  public Path temporaryFolder() {
    return temporary;
  }

  /** Returns all that the server has printed. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process with SIGKILL: nothing of it runs any more. */
  public void kill9() {
    process.destroyForcibly();
    awaitExit(STOP);
  }

  /** Stops the process with SIGTERM. */
  public void stop() {
    process.destroy();
    awaitExit(STOP);
  }

  /** Waits until the process ends by itself and returns its exit code. */
  public int awaitExit() {
    return awaitExit(START);
  }

  @Override
  public void close() {
    kill9();
  }

  private int awaitExit(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The server did not end:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it is ready. */
  public void awaitReady() {
    Awaitility.await("a gateway that is ready")
        .atMost(START)
        .pollInterval(Duration.ofMillis(100))
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("The server ended:\n" + log());
              }
            })
        .ignoreExceptions()
        .until(() -> drivers().get("/health/ready").status() == 200);
  }
}
