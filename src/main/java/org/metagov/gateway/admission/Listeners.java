package org.metagov.gateway.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Where this process listens: what the server says, what requests have come in by, and, where the
 * system tells, whatever else there is.
 */
@ApplicationScoped
public class Listeners {
  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private Set<Integer> sockets = Set.of();
  private long readAt = System.nanoTime() - 2 * FRESH;
  private volatile boolean reached;

  /** For the proxy that the container makes. */
  protected Listeners() {}

  /** Those that {@code settings} name, to begin with. */
  @Inject
  public Listeners(Settings settings) {
    settings.find(Setting.INTERNAL_PORT).ifPresent(ports::add);
  }

  /** Notes a listener of the server's, at {@code address}, which may be all there are. */
  public void learn(String address, int port) {
    ports.add(port);
    if (!AccessPolicy.isLoopback(address)) {
      reached = true;
    }
  }

  /** Notes that a request has come in by {@code port}. */
  public void seen(int port) {
    ports.add(port);
  }

  /** Returns whether something of this process listens on {@code port}. */
  public boolean include(int port) {
    return ports.contains(port) || isOpen(port);
  }

  /** Returns whether other machines reach one, as far as is known. */
  public boolean areReached() {
    return reached;
  }

  private synchronized boolean isOpen(int port) {
    if (System.nanoTime() - readAt > FRESH) {
      sockets = ListeningSockets.ports();
      readAt = System.nanoTime();
    }
    return sockets.contains(port);
  }
}
