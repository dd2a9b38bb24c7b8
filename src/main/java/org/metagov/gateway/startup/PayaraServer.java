package org.metagov.gateway.startup;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The few words that the gateway has with the server it runs in: when the application answers, when
 * the server is about to stop, and which listeners are open. No API of Jakarta EE knows of these,
 * and the server's own classes are published nowhere; so they are called by their names, all of
 * them here.
 */
final class PayaraServer {
  private static final Logger LOG = Logger.getLogger(PayaraServer.class.getName());
  private static final String LISTENER = "org.glassfish.grizzly.config.dom.NetworkListener";

  private final Object services;
  private final List<Object> hearers = new ArrayList<>();

  private PayaraServer(Object services) {
    this.services = services;
  }

  /** An event of the server's, by the name that it has there. */
  enum Moment {
    /** The application has been deployed: what comes to its path is served by it. */
    DEPLOYED("Application_Running"),

    /** The server was asked to stop and has not begun to. It waits for whoever hears of it. */
    STOPPING("prepare_shutdown");

    private final String event;

    Moment(String event) {
      this.event = event;
    }
  }

  /** A network listener of the server's. */
  record Listener(String name, String address, int port, boolean isOpen) {}

  /** How many connections of a pool are taken, are free, may be, and are waited for. */
  record Pool(int used, int free, int most, int waiting) {}

  /** What is called by its name, and may fail in all the ways of that. */
  @FunctionalInterface
  private interface Call<T> {
    T make() throws ReflectiveOperationException;
  }

  /** Returns the server, where it is Payara. */
  static Optional<PayaraServer> find() {
    try {
      Object services =
          type("org.glassfish.internal.api.Globals").getMethod("getDefaultHabitat").invoke(null);
      return Optional.ofNullable(services).map(PayaraServer::new);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.FINE, "This is another server", e);
      return Optional.empty();
    }
  }

  /** Calls {@code hearer} whenever {@code moment} comes, in the server's thread. */
  void when(Moment moment, Runnable hearer) {
    made(
        () -> {
          Object listener =
              implementation(
                  "org.glassfish.api.event.EventListener",
                  "event",
                  event -> {
                    Object name = event.getClass().getMethod("name").invoke(event);
                    if (moment.event.equalsIgnoreCase(String.valueOf(name))) {
                      hearer.run();
                    }
                    return null;
                  });
          hearers.add(listener);
          return events("register", listener);
        });
  }

  /** Calls nobody any more. */
  void forget() {
    hearers.forEach(listener -> made(() -> events("unregister", listener)));
    hearers.clear();
  }

  /** Returns all listeners. */
  List<Listener> listeners() {
    return made(
        () -> {
          Class<?> type = type(LISTENER);
          List<Listener> found = new ArrayList<>();
          for (Object listener : all(type)) {
            found.add(described(type, listener));
          }
          return found;
        });
  }

  /** Opens those of the closed listeners that {@code which} takes. */
  void open(Predicate<Listener> which) {
    turn(listener -> !listener.isOpen() && which.test(listener), true);
  }

  /** Lets nobody in any more; the connections that are there go on. */
  void stopAccepting() {
    made(
        () -> {
          Class<?> service = type("com.sun.enterprise.v3.services.impl.GrizzlyService");
          Class<?> listener = type(LISTENER);
          for (Object grizzly : all(service)) {
            for (Object each : all(listener)) {
              Object proxy =
                  service.getMethod("lookupNetworkProxy", listener).invoke(grizzly, each);
              if (proxy != null) {
                unbind(proxy);
              }
            }
          }
          return null;
        });
  }

  private static void unbind(Object proxy) throws ReflectiveOperationException {
    Object underlying = proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
    Object transport = underlying.getClass().getMethod("getTransport").invoke(underlying);
    transport.getClass().getMethod("unbindAll").invoke(transport);
  }

  /** Closes all listeners, and the connections to them. */
  void closeAll() {
    turn(Listener::isOpen, false);
  }

  private void turn(Predicate<Listener> which, boolean open) {
    made(
        () -> {
          Class<?> type = type(LISTENER);
          for (Object listener : all(type)) {
            if (which.test(described(type, listener))) {
              turn(type, listener, open);
            }
          }
          return null;
        });
  }

  /** Returns how the pool of the data source {@code name} stands, if it is known. */
  Optional<Pool> pool(String name) {
    return made(
        () -> {
          Optional<Object> pool = poolOf(name);
          return pool.isEmpty() ? Optional.empty() : Optional.of(described(pool.get()));
        });
  }

  /** Lets the pool of the data source {@code name} have {@code most} connections at most. */
  void limitPool(String name, int most) {
    made(
        () -> {
          Object pool =
              poolOf(name)
                  .orElseThrow(() -> new IllegalStateException("The server has no pool " + name));
          pool.getClass().getMethod("setMaxPoolSize", int.class).invoke(pool, most);
          // Of threads at once, each makes two more, until what holds them has no place.
          Field places =
              type("com.sun.enterprise.resource.pool.ConnectionPool").getDeclaredField("ds");
          places.setAccessible(true);
          return type("com.sun.enterprise.resource.pool.datastructure.DataStructure")
              .getMethod("setMaxSize", int.class)
              .invoke(places.get(pool), most);
        });
  }

  private static Optional<Object> poolOf(String name) throws ReflectiveOperationException {
    Class<?> runtime = type("com.sun.enterprise.connectors.ConnectorRuntime");
    Object pools =
        runtime.getMethod("getPoolManager").invoke(runtime.getMethod("getRuntime").invoke(null));
    Field table = pools.getClass().getDeclaredField("poolTable");
    table.setAccessible(true);
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) table.get(pools)).entrySet()) {
      if (entry.getKey().toString().contains(name)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private static Pool described(Object pool) throws ReflectiveOperationException {
    Object status = pool.getClass().getMethod("getPoolStatus").invoke(pool);
    return new Pool(
        number(status, "getNumConnUsed"),
        number(status, "getNumConnFree"),
        number(pool, "getMaxPoolSize"),
        number(pool, "getWaitQueueLength"));
  }

  private static int number(Object of, String method) throws ReflectiveOperationException {
    return (int) of.getClass().getMethod(method).invoke(of);
  }

  private static Listener described(Class<?> type, Object listener)
      throws ReflectiveOperationException {
    return new Listener(
        (String) type.getMethod("getName").invoke(listener),
        (String) type.getMethod("getAddress").invoke(listener),
        Integer.parseInt((String) type.getMethod("getPort").invoke(listener)),
        Boolean.parseBoolean((String) type.getMethod("getEnabled").invoke(listener)));
  }

  /** Changes the server's configuration, which it follows before this returns. */
  private static void turn(Class<?> type, Object listener, boolean open)
      throws ReflectiveOperationException {
    String code = "org.jvnet.hk2.config.SingleConfigCode";
    Object change =
        implementation(
            code,
            "run",
            draft ->
                type.getMethod("setEnabled", String.class).invoke(draft, Boolean.toString(open)));
    type("org.jvnet.hk2.config.ConfigSupport")
        .getMethod("apply", type(code), type("org.jvnet.hk2.config.ConfigBeanProxy"))
        .invoke(null, change, listener);
  }

  private Object events(String method, Object listener) throws ReflectiveOperationException {
    Class<?> type = type("org.glassfish.api.event.Events");
    return type.getMethod(method, type("org.glassfish.api.event.EventListener"))
        .invoke(all(type).get(0), listener);
  }

  private List<?> all(Class<?> type) throws ReflectiveOperationException {
    return (List<?>)
        type("org.glassfish.hk2.api.ServiceLocator")
            .getMethod("getAllServices", Class.class, Annotation[].class)
            .invoke(services, type, new Annotation[0]);
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name);
  }

  /** What {@link #implementation} does in its method, with the argument of that. */
  @FunctionalInterface
  private interface Body {
    Object of(Object argument) throws ReflectiveOperationException;
  }

  /** Returns an object of the interface {@code name} whose {@code method} does {@code body}. */
  private static Object implementation(String name, String method, Body body)
      throws ClassNotFoundException {
    Class<?> type = type(name);
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (self, called, arguments) ->
            called.getName().equals(method)
                ? body.of(arguments[0])
                : ofEveryObject(self, called, arguments));
  }

  private static Object ofEveryObject(Object self, Method called, Object[] arguments) {
    return switch (called.getName()) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "the gateway";
    };
  }

  private static <T> T made(Call<T> call) {
    try {
      return call.make();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("The server has failed at this", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This version of the server is not known", e);
    }
  }
}
