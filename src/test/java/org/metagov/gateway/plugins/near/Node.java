package org.metagov.gateway.plugins.near;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;

/** One of several servers that run the same instance; it may crash. */
final class Node<C extends Record> implements PluginInstance<C> {
  private final C config;
  private final PlatformHttp http;
  private final PluginState state;
  private final AtomicReference<Instant> clock;
  private volatile boolean crashed;
  private int sends;
  private int lastSend = Integer.MAX_VALUE;
  private boolean lastArrives;

  /** A node with the state and the clock that it shares with others. */
  Node(C config, PlatformHttp http, SharedState state, AtomicReference<Instant> clock) {
    this.config = config;
    this.http = http;
    this.state = state.of(this);
    this.clock = clock;
  }

  /**
   * Ends it as {@code kill -9} does, at its {@code nth} request: nothing that it does from then on
   * has an effect.
   *
   * @param arrives whether the platform still gets that request
   */
  Node<C> crashAt(int nth, boolean arrives) {
    lastSend = nth;
    lastArrives = arrives;
    return this;
  }

  void requireAlive() {
    if (crashed) {
      throw new CrashedException();
    }
  }

  static final class CrashedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void pass(Duration time) {
    clock.updateAndGet(now -> now.plus(time));
  }

  @Override
  public String community() {
    return "town";
  }

  @Override
  public C config() {
    return config;
  }

  @Override
  public PluginState state() {
    return state;
  }

  @Override
  public Instant now() {
    return clock.get();
  }

  @Override
  public PlatformHttp http() {
    requireAlive();
    return (method, url) -> mortal(http.request(method, url));
  }

  private PlatformRequest mortal(PlatformRequest request) {
    return (PlatformRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PlatformRequest.class},
            (proxy, method, arguments) -> {
              boolean last = method.getName().equals("send") && ++sends >= lastSend;
              if (last && !lastArrives) {
                crashed = true;
                throw new CrashedException();
              }
              Object result = invoke(request, method, arguments);
              if (last) {
                crashed = true;
                throw new CrashedException();
              }
              return result == request ? proxy : result;
            });
  }

  private static Object invoke(PlatformRequest request, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(request, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public Optional<URI> serverUrl() {
    return Optional.empty();
  }
}
