package org.metagov.gateway.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.admission.Listeners;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.lease.Leases;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.startup.PayaraServer.Listener;
import org.metagov.gateway.startup.PayaraServer.Moment;
import org.metagov.gateway.work.Claims;

/**
 * Opens the server's listeners when the gateway is ready, and closes them before it ends: whoever
 * asks at another time finds nobody, in place of the server's own "not found", which platforms and
 * drivers would take for the gateway's.
 */
@ApplicationScoped
public class Doors {
  private static final Logger LOG = Logger.getLogger(Doors.class.getName());
  private static final String PUBLIC = "http-listener";

  private static final int LAST_ANSWERS_MILLIS = 100;

  /** For what comes after the waiting: giving back what is claimed, and closing. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  @Inject private Settings settings;
  @Inject private WorkInHand hand;
  @Inject private Leases leases;
  @Inject private Claims claims;

  @Inject private Listeners listeners;

  private Optional<PayaraServer> server = Optional.empty();

  /** Finds the server, and out where it listens. */
  void look() {
    server = PayaraServer.find();
    server.ifPresent(
        payara ->
            payara.listeners().stream()
                .filter(listener -> listener.isOpen() || isOurs(listener))
                .forEach(listener -> listeners.learn(listener.address(), listener.port())));
  }

  /**
   * Refuses a port for drivers that is nobody's, or everybody's.
   *
   * @throws InvalidSettingException naming the key
   */
  void checkInternal() {
    server
        .map(PayaraServer::listeners)
        .flatMap(all -> settings.find(Setting.INTERNAL_PORT).flatMap(port -> wrong(port, all)))
        .ifPresent(
            wrong -> {
              throw new InvalidSettingException(Setting.INTERNAL_PORT.key() + ": " + wrong);
            });
  }

  static Optional<String> wrong(int internal, List<Listener> listeners) {
    List<Listener> there = listeners.stream().filter(each -> each.port() == internal).toList();
    if (there.isEmpty()) {
      return Optional.of(
          "the server has no listener with the port %d; config/preboot.asadmin has the lines that make one"
              .formatted(internal));
    }
    // Proxies would come in where no key is asked for.
    return there.stream().anyMatch(each -> each.name().equals(PUBLIC))
        ? Optional.of(
            "port %d is that of the public listener; take another one".formatted(internal))
        : Optional.empty();
  }

  /** Returns where drivers find the gateway, where that is a listener of its own. */
  Optional<URI> internal() {
    return server.stream()
        .flatMap(payara -> payara.listeners().stream())
        .filter(each -> !each.name().equals(PUBLIC) && isOurs(each))
        .findFirst()
        .map(each -> URI.create("http://%s:%d".formatted(each.address(), each.port())));
  }

  /**
   * Opens them as soon as the server has deployed the application, and calls {@code opened} then.
   *
   * @throws IllegalStateException where another process listens there already
   */
  void openWhenDeployed(ExecutorService threads, Runnable opened) {
    server.ifPresentOrElse(
        payara -> {
          payara.listeners().stream()
              .filter(listener -> !listener.isOpen() && isOurs(listener))
              .forEach(Doors::requireFree);
          payara.when(
              Moment.DEPLOYED,
              () -> {
                payara.open(this::isOurs);
                opened.run();
              });
          payara.when(Moment.STOPPING, () -> stop(payara, threads));
        },
        opened);
  }

  /** The application goes; the server may stay. */
  void forget() {
    server.ifPresent(PayaraServer::forget);
  }

  private boolean isOurs(Listener listener) {
    return listener.name().equals(PUBLIC)
        || settings.find(Setting.INTERNAL_PORT).filter(port -> listener.port() == port).isPresent();
  }

  /** The server itself would only log that it cannot listen, and go on without. */
  static void requireFree(Listener listener) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(listener.address(), listener.port()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on " + listener.address() + ", port " + listener.port(), e);
    }
  }

  /** The log is closed by now: the JVM does so itself when it is asked to end. */
  private void stop(PayaraServer payara, ExecutorService threads) {
    payara.stopAccepting();
    // In a thread that knows the application, which the server's own does not.
    Future<?> ended = threads.submit(this::endWork);
    try {
      ended.get(settings.get(Setting.STOP_TIMEOUT).plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.FINE, "The work that had begun was not waited for", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    payara.closeAll();
  }

  private void endWork() {
    try {
      hand.end(settings.get(Setting.STOP_TIMEOUT));
      leases.giveBack();
      claims.giveBack();
      // The last answers are on their way.
      TimeUnit.MILLISECONDS.sleep(LAST_ANSWERS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
