package org.metagov.gateway.plugins.near;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;

/** The node has answered with an error of JSON-RPC. */
final class RpcException extends PlatformException {
  static final String INVALID_TRANSACTION = "INVALID_TRANSACTION";
  static final String UNKNOWN_TRANSACTION = "UNKNOWN_TRANSACTION";
  static final String TIMEOUT = "TIMEOUT_ERROR";

  /** What the config or the parameters are to blame for, and no later try can change. */
  private static final Set<String> CALLERS_FAULTS =
      Set.of(
          "CONTRACT_EXECUTION_ERROR",
          "INVALID_ACCOUNT",
          "NO_CONTRACT_CODE",
          "NO_GLOBAL_CONTRACT_CODE",
          "PARSE_ERROR",
          "UNKNOWN_ACCESS_KEY",
          "UNKNOWN_ACCOUNT");

  /** Of the reasons against a transaction, those that pass by themselves. */
  private static final Set<String> PASSING =
      Set.of("Expired", "InvalidNonce", "NonceTooLarge", "ShardCongested", "ShardStuck");

  private static final long serialVersionUID = 1L;

  private final String cause;
  private final transient JsonValue details;

  private RpcException(String cause, JsonValue details) {
    super("The node refused: " + cause + told(details));
    this.cause = cause;
    this.details = details;
  }

  /** Reads the member {@code error} of an answer. */
  static RpcException of(JsonObject error) {
    JsonObject cause =
        error.get("cause") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    String name = cause.get("name") instanceof JsonString text ? text.getString() : "";
    if (name.isEmpty()) {
      name = error.get("name") instanceof JsonString text ? text.getString() : "an error";
    }
    JsonValue info = cause.getOrDefault("info", JsonValue.EMPTY_JSON_OBJECT);
    boolean telling = info instanceof JsonObject object && !object.isEmpty();
    return new RpcException(name, telling ? info : error.getOrDefault("data", JsonValue.NULL));
  }

  /** Returns whether it is an error with this {@code cause.name}. */
  boolean is(String name) {
    return cause.equals(name);
  }

  /** Returns the failure that it is to a driver. */
  RuntimeException asFailure() {
    if (is(TIMEOUT)) {
      return PlatformException.timedOut(getMessage(), this);
    }
    boolean definite =
        is(INVALID_TRANSACTION)
            ? PASSING.stream().noneMatch(this::says)
            : CALLERS_FAULTS.contains(cause);
    return definite ? new InvalidParameterException(getMessage()) : this;
  }

  /** Returns whether the reason against a transaction is {@code name}. */
  boolean says(String name) {
    return mentions(details, name);
  }

  /** Looks at whatever depth: the nesting is not what a node promises. */
  private static boolean mentions(JsonValue value, String name) {
    return switch (value.getValueType()) {
      case STRING -> ((JsonString) value).getString().contains(name);
      case OBJECT ->
          value.asJsonObject().containsKey(name)
              || value.asJsonObject().values().stream().anyMatch(inner -> mentions(inner, name));
      case ARRAY -> value.asJsonArray().stream().anyMatch(inner -> mentions(inner, name));
      default -> false;
    };
  }

  private static String told(JsonValue details) {
    if (details instanceof JsonString text) {
      return ": " + text.getString();
    }
    return details == JsonValue.NULL ? "" : ": " + details;
  }
}
