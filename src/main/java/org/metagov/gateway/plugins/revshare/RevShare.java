package org.metagov.gateway.plugins.revshare;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;

/**
 * Probabilistic revenue sharing: weighted payment pointers (or wallet addresses, both are opaque
 * here), of which one is drawn for each visitor. A community may keep several such lists, each
 * under a key of its own.
 */
@MetagovPlugin("revshare")
public class RevShare implements Plugin<RevShare.Config> {
  private static final String DEFAULT_KEY = "_DEFAULT";

  private final Random random = new SecureRandom();

  /** Nothing to configure. */
  public record Config() {}

  /** A pointer, its share in relation to the others, and the list it belongs to. */
  @Closed
  public record Share(String pointer, long weight, Optional<String> key) {}

  /** A pointer of a list. */
  @Closed
  public record Pointer(String pointer, Optional<String> key) {}

  /** A whole list: weights under pointers. */
  @Closed
  public record Shares(JsonObject pointers, Optional<String> key) {}

  /** A list. */
  @Closed
  public record Key(Optional<String> key) {}

  /** The pointer that was drawn. */
  @Closed
  public record Picked(String pointer) {}

  /** Adds or re-weighs a pointer; returns the whole list. */
  @Action(
      value = "add-pointer",
      description =
          "Add weighted pointer to revshare config, or update its weight if it already exists")
  public JsonObject addPointer(PluginInstance<Config> instance, Share share) {
    return change(
        instance,
        share.key(),
        list -> Json.createObjectBuilder(list).add(share.pointer(), share.weight()).build());
  }

  /** Removes a pointer, if it is there; returns the whole list. */
  @Action(value = "remove-pointer", description = "Remove pointer from revshare config")
  public JsonObject removePointer(PluginInstance<Config> instance, Pointer pointer) {
    return change(
        instance,
        pointer.key(),
        list -> Json.createObjectBuilder(list).remove(pointer.pointer()).build());
  }

  /** Replaces a list; returns it. */
  @Action(value = "replace-config", description = "Replace revshare config with new config")
  public JsonObject replaceConfig(PluginInstance<Config> instance, Shares shares) {
    JsonObjectBuilder weights = Json.createObjectBuilder();
    shares.pointers().forEach((pointer, weight) -> weights.add(pointer, weight(pointer, weight)));
    JsonObject wanted = weights.build();
    return change(instance, shares.key(), list -> wanted);
  }

  /** Returns a list; an unknown one is empty. */
  @Action(
      value = "get-config",
      description = "Get current revshare configuration",
      visibility = Action.Visibility.PUBLIC)
  public JsonObject getConfig(PluginInstance<Config> instance, Key key) {
    return list(instance, key);
  }

  /** Draws a pointer, each as often as its weight says; those without a positive weight never. */
  @Action(
      value = "pick-pointer",
      description = "Choose a random pointer according to weights",
      visibility = Action.Visibility.PUBLIC)
  public Picked pickPointer(PluginInstance<Config> instance, Key key) {
    JsonObject list = list(instance, key);
    BigInteger sum =
        list.values().stream().map(RevShare::share).reduce(BigInteger.ZERO, BigInteger::add);
    if (sum.signum() == 0) {
      throw new InvalidParameterException("No pointers for key " + name(key.key()));
    }
    BigInteger left = below(sum);
    for (var entry : list.entrySet()) {
      left = left.subtract(share(entry.getValue()));
      if (left.signum() < 0) {
        return new Picked(entry.getKey());
      }
    }
    throw new AssertionError("what is left is less than the sum");
  }

  private static JsonObject change(
      PluginInstance<Config> instance,
      Optional<String> key,
      java.util.function.UnaryOperator<JsonObject> change) {
    return instance
        .state()
        .update(
            name(key),
            JsonObject.class,
            list -> change.apply(list.orElse(JsonValue.EMPTY_JSON_OBJECT)));
  }

  private static JsonObject list(PluginInstance<Config> instance, Key key) {
    return instance
        .state()
        .get(name(key.key()), JsonObject.class)
        .orElse(JsonValue.EMPTY_JSON_OBJECT);
  }

  private static String name(Optional<String> key) {
    return key.orElse(DEFAULT_KEY);
  }

  private static long weight(String pointer, JsonValue weight) {
    try {
      if (weight instanceof JsonNumber number) {
        return number.bigDecimalValue().longValueExact();
      }
    } catch (ArithmeticException e) {
      // Told below, as every other weight that is no 64-bit integer.
    }
    throw new InvalidParameterException("The weight of '" + pointer + "' must be an integer");
  }

  private static BigInteger share(JsonValue weight) {
    return ((JsonNumber) weight).bigIntegerValue().max(BigInteger.ZERO);
  }

  /** Returns a number from 0 to, not including, {@code bound}, each as likely. */
  private BigInteger below(BigInteger bound) {
    BigInteger drawn;
    do {
      drawn = new BigInteger(bound.bitLength(), random);
    } while (drawn.compareTo(bound) >= 0);
    return drawn;
  }
}
