package org.metagov.gateway.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * The packaged gateway with an empty database, three platforms and a driver, all on free ports of
 * this machine.
 */
public class Stage implements AutoCloseable {
  /** What the gateway signs its messages with. */
  static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  private final FakeLoomio loomio = new FakeLoomio();
  private final FakeDiscourse discourse = new FakeDiscourse();
  private final FakeOpenCollective openCollective = new FakeOpenCollective();
  private final FakeDriver driver = new FakeDriver();
  private final Path data = GatewayProcess.newData();
  private final int port = GatewayProcess.freePort();
  private final String interval;
  private GatewayProcess gateway;

  /** A stage whose gateway asks the platforms every {@code interval}, such as {@code PT10S}. */
  public Stage(String interval) {
    this.interval = interval;
  }

  /** Starts the gateway, at the same address and on the same database each time. */
  public synchronized void start() {
    GatewayProcess.Options options =
        GatewayProcess.options()
            .port(port)
            .data(data)
            .set("metagov.process.check-interval", interval)
            .set("metagov.driver.event-receiver-url", driver.url("/events"))
            .set("metagov.driver.event-receiver-secret", SECRET);
    more().forEach(options::set);
    gateway = options.launch();
    gateway.awaitReady();
  }

  /** Returns what else the gateway has set. */
  protected Map<String, String> more() {
    return Map.of();
  }

  /** Ends the gateway at once, as a power failure would. */
  public synchronized void kill() {
    gateway.kill9();
  }

  /** Returns the way to the gateway. */
  public synchronized Api api() {
    return gateway.api();
  }

  /** Returns the folder of the gateway's database and keys, and the file of what it prints. */
  public synchronized List<Path> written() {
    return List.of(data, gateway.logFile());
  }

  /** Returns the file of what the gateway prints. */
  synchronized Path log() {
    return gateway.logFile();
  }

  FakeLoomio loomio() {
    return loomio;
  }

  FakeDiscourse discourse() {
    return discourse;
  }

  FakeOpenCollective openCollective() {
    return openCollective;
  }

  /** Returns the driver that hears of events, at {@code /events}. */
  public FakeDriver driver() {
    return driver;
  }

  @Override
  public synchronized void close() {
    if (gateway != null) {
      gateway.close();
    }
    loomio.close();
    discourse.close();
    openCollective.close();
    driver.close();
  }
}
