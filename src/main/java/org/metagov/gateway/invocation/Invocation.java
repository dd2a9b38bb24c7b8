package org.metagov.gateway.invocation;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.metagov.gateway.catalog.ActionDescriptor;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformMovedException;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.Polled;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.StoreUnavailable;

/** Calls plugins, and tells what they throw as the problem it is to a caller. */
public final class Invocation {
  private static final int LONGEST_DETAIL = 700;

  /** What reading throws that takes what it reads for something else. */
  private static final List<Class<? extends RuntimeException>> UNREADABLE =
      List.of(
          ClassCastException.class,
          NullPointerException.class,
          NoSuchElementException.class,
          IndexOutOfBoundsException.class,
          IllegalArgumentException.class,
          ArithmeticException.class,
          DateTimeException.class);

  private Invocation() {}

  /** A lifecycle hook of a plugin. */
  @FunctionalInterface
  public interface Hook<C extends Record> {
    /** Calls the hook of {@code plugin}. */
    void call(Plugin<C> plugin);
  }

  /**
   * Performs an action with parameters that were completed by its schema.
   *
   * @return the result, valid by the schema of the action
   * @throws ProblemException 400, 502 or 504 as the plugin says; 502 for a result that breaks the
   *     schema
   */
  public static JsonObject action(
      PluginDescriptor plugin,
      ActionDescriptor action,
      PluginInstance<?> instance,
      Secrets secrets,
      JsonObject parameters) {
    Object[] arguments =
        action.parameterType().isPresent()
            ? new Object[] {
              instance, RecordBinder.bind(parameters, action.parameterType().orElseThrow())
            }
            : new Object[] {instance};
    JsonValue result = call(plugin, action, secrets.and(instance), arguments);
    if (!(result instanceof JsonObject object)) {
      throw badResult(plugin, action, "it is not an object");
    }
    List<FieldError> errors =
        action.response().map(schema -> schema.errors(object)).orElse(List.of());
    if (!errors.isEmpty()) {
      throw badResult(plugin, action, InputSchema.summary(errors));
    }
    return object;
  }

  /** Calls a lifecycle hook, telling what it throws as {@link #action} does. */
  // Safe: the instance was made for the plugin of this descriptor, with its config type.
  @SuppressWarnings("unchecked")
  public static <C extends Record> void hook(
      PluginDescriptor plugin, Secrets secrets, Hook<C> hook) {
    guarded(
        plugin,
        secrets,
        () -> {
          try {
            hook.call((Plugin<C>) plugin.plugin());
            return null;
          } catch (PlatformMovedException e) {
            // Writes would not follow it: better no instance than one that can only read.
            throw new ProblemException(
                ProblemType.INVALID,
                told(
                    secrets,
                    "%s: %s. Give the address it leads to in place of this one"
                        .formatted(plugin.name(), e.getMessage())),
                e);
          }
        });
  }

  /** Tries a plugin's config, telling what it throws as {@link #action} does. */
  // Safe: the instance was made for the plugin of this descriptor, with its config type.
  @SuppressWarnings("unchecked")
  public static String probe(PluginDescriptor plugin, PluginInstance<?> instance, Secrets secrets) {
    Secrets all = secrets.and(instance);
    return guarded(
        plugin,
        all,
        () ->
            told(all, ((Plugin<Record>) plugin.plugin()).probe((PluginInstance<Record>) instance)));
  }

  /** Asks a plugin's platform what is new, telling what it throws as {@link #action} does. */
  // Safe: the instance was made for the plugin of this descriptor, with its config type.
  @SuppressWarnings("unchecked")
  public static News poll(PluginDescriptor plugin, PluginInstance<?> instance, Secrets secrets) {
    return guarded(
        plugin,
        secrets.and(instance),
        () -> {
          Polled polled =
              ((Plugin<Record>) plugin.plugin()).poll((PluginInstance<Record>) instance);
          return new News(
              polled.events().stream().map(Emitted::of).toList(),
              polled.correlations(),
              polled.after());
        });
  }

  /** What is new: {@link Polled}, with events as JSON. */
  public record News(List<Emitted> events, Set<String> correlations, Optional<Duration> after) {
    /** Returns it as an instance tells it that is called {@code platformId}. */
    public News by(Optional<String> platformId) {
      return new News(Emitted.by(platformId, events), correlations, after);
    }
  }

  /**
   * Lets a plugin verify a webhook, telling what it throws as {@link #action} does; what it throws
   * because the webhook is not what it takes it for is 400, as it would be at each try.
   */
  // Safe: the instance was made for the plugin of this descriptor, with its config type.
  @SuppressWarnings("unchecked")
  public static Gate admit(
      PluginDescriptor plugin,
      PluginInstance<?> instance,
      Secrets secrets,
      WebhookRequest request) {
    return reading(
        plugin,
        secrets.and(instance),
        () -> ((Plugin<Record>) plugin.plugin()).admit((PluginInstance<Record>) instance, request));
  }

  /** As {@link #admit}, for a webhook to all communities. */
  public static Gate admitAll(
      PluginDescriptor plugin, PluginServer server, WebhookRequest request) {
    return reading(
        plugin, Secrets.none().and(server), () -> plugin.plugin().admitAll(server, request));
  }

  /** Reads a webhook; what is thrown because it cannot be read is 400. */
  static <T> T reading(PluginDescriptor plugin, Secrets secrets, Supplier<T> reading) {
    return guarded(
        plugin,
        secrets,
        () -> {
          try {
            return reading.get();
          } catch (RuntimeException e) {
            throw UNREADABLE.stream().anyMatch(type -> type.isInstance(e))
                ? unreadable(plugin, secrets, e)
                : e;
          }
        });
  }

  /** A member that is missing or of another type is the sender's fault, and fails each time. */
  private static ProblemException unreadable(
      PluginDescriptor plugin, Secrets secrets, RuntimeException thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    String where = frames.length == 0 ? "" : " at " + frames[0];
    return new ProblemException(
        ProblemType.INVALID,
        "Plugin '" + plugin.name() + "' cannot read the webhook",
        new ProblemException(
            ProblemType.INTERNAL, told(secrets, thrown.toString() + where))); // For the log.
  }

  /** Asks a plugin what a webhook means, telling what it throws as {@link #action} does. */
  // Safe: the instance was made for the plugin of this descriptor, with its config type.
  @SuppressWarnings("unchecked")
  public static Meaning receive(
      PluginDescriptor plugin,
      PluginInstance<?> instance,
      Secrets secrets,
      WebhookRequest request) {
    Secrets all = secrets.and(instance);
    return guarded(
        plugin,
        all,
        () -> {
          Received received =
              ((Plugin<Record>) plugin.plugin())
                  .receive((PluginInstance<Record>) instance, request);
          return new Meaning(
              received.events().stream().map(Emitted::of).toList(),
              received.correlations(),
              received.passedOver().map(reason -> told(all, reason)),
              received.disabled().map(reason -> told(all, reason)));
        });
  }

  /** What a webhook means: {@link Received}, with events as JSON. */
  public record Meaning(
      List<Emitted> events,
      Set<String> correlations,
      Optional<String> passedOver,
      Optional<String> disabled) {}

  private static JsonValue call(
      PluginDescriptor plugin, ActionDescriptor action, Secrets secrets, Object[] arguments) {
    try {
      Object result = action.method().invoke(plugin.plugin(), arguments);
      return action.method().getReturnType() == void.class
          ? JsonValue.EMPTY_JSON_OBJECT
          : RecordBinder.toJson(result);
    } catch (InvocationTargetException e) {
      throw problem(plugin, secrets, e.getCause());
    } catch (NumberFormatException e) {
      throw badResult(plugin, action, "it holds a number that JSON does not have");
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("actions are public: the catalog saw to it", e);
    }
  }

  /** Whatever a plugin throws, also what its language throws unchecked, is told as a problem. */
  static <T> T guarded(PluginDescriptor plugin, Secrets secrets, Supplier<T> work) {
    try {
      return work.get();
    } catch (Throwable e) {
      throw problem(plugin, secrets, e);
    }
  }

  /** Blacked out first, and cut then: a secret that is cut apart is not found any more. */
  private static String told(Secrets secrets, String text) {
    String safe = secrets.blackOut(Objects.requireNonNullElse(text, "no reason was given"));
    String fitting = Texts.fitting(safe, LONGEST_DETAIL);
    return safe.length() > LONGEST_DETAIL ? fitting + "…" : fitting;
  }

  private static ProblemException problem(
      PluginDescriptor plugin, Secrets secrets, Throwable thrown) {
    if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
      // The machine is at its end, whoever met it.
      throw error;
    }
    if (thrown instanceof InvalidParameterException e) {
      return new ProblemException(ProblemType.INVALID, told(secrets, e.getMessage()), e);
    }
    if (thrown instanceof AuthorizationException e) {
      return new ProblemException(ProblemType.INVALID, told(secrets, e.getMessage()), e);
    }
    if (thrown instanceof PlatformException e) {
      return platformProblem(e, told(secrets, plugin.name() + ": " + e.getMessage()));
    }
    if (thrown instanceof ProblemException e) {
      return e;
    }
    Optional<ProblemException> away = StoreUnavailable.in(thrown);
    if (away.isPresent()) {
      return away.get();
    }
    // A fault of the plugin's, for the log: where it was, without what a secret may stand in.
    IllegalStateException fault = new IllegalStateException(secrets.blackOut(thrown.toString()));
    fault.setStackTrace(thrown.getStackTrace());
    return new ProblemException(
        ProblemType.INTERNAL, "Plugin '" + plugin.name() + "' failed", fault);
  }

  private static ProblemException platformProblem(PlatformException e, String detail) {
    ProblemType type = e.isTimeout() ? ProblemType.PLATFORM_TIMEOUT : ProblemType.PLATFORM_FAILED;
    return e.retryAfter()
        .map(wait -> ProblemException.passing(type, detail, wait, e))
        .orElseGet(() -> new ProblemException(type, detail, e));
  }

  private static ProblemException badResult(
      PluginDescriptor plugin, ActionDescriptor action, String why) {
    return new ProblemException(
        ProblemType.PLATFORM_FAILED,
        "The result of '"
            + plugin.name()
            + "."
            + action.name()
            + "' is not what it declares: "
            + why);
  }
}
