package org.metagov.gateway.plugins.near;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/**
 * The JSON-RPC of a NEAR node, as the pages "RPC API" of NEAR's documentation have it. A node tells
 * what is wrong by an {@code error}, most often with the status 200; of a query it may also be a
 * result with an {@code error}.
 */
final class NearRpc {
  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int UNPROCESSABLE = 422;
  private static final int SERVER_ERROR = 500;
  private static final int OK = 200;
  private static final int LONGEST_QUOTE = 500;

  /** How far a transaction has to be until it counts: as nodes wait unless they are told else. */
  private static final String WAIT_UNTIL = "EXECUTED_OPTIMISTIC";

  /**
   * The final statuses that promise as much, by {@code tx_execution_status_meets_expectations} of
   * nearcore ({@code chain/jsonrpc/src/lib.rs}). They are no ladder: {@code INCLUDED_FINAL} is told
   * of a transaction whose receipts have not all run. Its {@code status} may be a success by then:
   * what the contract has answered, while what it has called is still to fail.
   */
  private static final Set<String> EXECUTED = Set.of(WAIT_UNTIL, "EXECUTED", "FINAL");

  /** Far above the bound that the chain sets, which is a million times the height. */
  private static final int NONCE_BITS = 63;

  private final PluginInstance<Near.Config> instance;
  private final String url;

  NearRpc(PluginInstance<Near.Config> instance) {
    this.instance = instance;
    url = instance.config().node(instance.serverUrl());
  }

  /** Returns the address of the node. */
  String url() {
    return url;
  }

  /** Which state of the chain is asked for. */
  enum Finality {
    /** The newest one that the node knows. */
    OPTIMISTIC,
    /** The newest one that cannot change any more. */
    FINAL
  }

  /** What a node knows of a transaction. */
  sealed interface Fate {
    /** It was executed, with or without success; {@code outcome} is the node's result. */
    record Executed(JsonObject outcome) implements Fate {}

    /** It is on its way. */
    record Underway() implements Fate {}

    /** The node has not seen it. */
    record Unseen() implements Fate {}
  }

  /**
   * Calls a method of the contract that changes nothing, and returns the node's result.
   *
   * @throws InvalidParameterException where the contract or the node refuses it
   */
  JsonPart view(String contract, String method, String args) {
    return queried(
        query("call_function", Finality.OPTIMISTIC, contract)
            .add("method_name", method)
            .add(
                "args_base64",
                Base64.getEncoder().encodeToString(args.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Returns the nonce that the last transaction with the key had.
   *
   * @throws InvalidParameterException where there is no such account or key
   */
  BigInteger nonce(String account, String publicKey, Finality finality) {
    JsonPart nonce =
        queried(query("view_access_key", finality, account).add("public_key", publicKey))
            .at("nonce");
    BigInteger number = nonce.integer();
    if (number.signum() < 0 || number.bitLength() > NONCE_BITS) {
      throw nonce.wrong("a possible nonce");
    }
    return number;
  }

  /** Returns the hash of the newest block that is final. */
  String blockHash() {
    try {
      return hash(
          call("block", Json.createObjectBuilder().add("finality", "final"))
              .at("header")
              .at("hash"));
    } catch (RpcException e) {
      throw e.asFailure();
    }
  }

  /** Returns a hash, Base58. */
  private static String hash(JsonPart hash) {
    try {
      if (Base58.decode(hash.text()).length == Transaction.HASH_LENGTH) {
        return hash.text();
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other text that is no hash.
    }
    throw hash.wrong("a hash");
  }

  /**
   * Sends a transaction and waits until it is executed. To send it again changes nothing.
   *
   * @throws RpcException where it is refused, or not executed in time
   * @throws PlatformException where nobody knows what becomes of it
   */
  Fate send(String signed) {
    return fate(
        call(
            "send_tx",
            Json.createObjectBuilder()
                .add("signed_tx_base64", signed)
                .add("wait_until", WAIT_UNTIL)));
  }

  /** Returns what the node knows of a transaction now. */
  Fate status(String hash, String account) {
    try {
      return fate(
          call(
              "tx",
              Json.createObjectBuilder()
                  .add("tx_hash", hash)
                  .add("sender_account_id", account)
                  .add("wait_until", "NONE")));
    } catch (RpcException e) {
      if (e.is(RpcException.UNKNOWN_TRANSACTION)) {
        return new Fate.Unseen();
      }
      throw e;
    }
  }

  private static Fate fate(JsonPart result) {
    JsonValue status = result.at("status").value();
    boolean executed =
        EXECUTED.contains(result.at("final_execution_status").text())
            && status instanceof JsonObject ended
            && (ended.containsKey("SuccessValue") || ended.containsKey("Failure"));
    return executed ? new Fate.Executed(result.object()) : new Fate.Underway();
  }

  private static JsonObjectBuilder query(String type, Finality finality, String account) {
    return Json.createObjectBuilder()
        .add("request_type", type)
        .add("finality", finality == Finality.FINAL ? "final" : "optimistic")
        .add("account_id", account);
  }

  private JsonPart queried(JsonObjectBuilder params) {
    try {
      JsonPart result = call("query", params);
      if (result.object().get("error") instanceof JsonString error) {
        throw new InvalidParameterException("The node refused: " + error.getString());
      }
      return result;
    } catch (RpcException e) {
      throw e.asFailure();
    }
  }

  private JsonPart call(String method, JsonObjectBuilder params) {
    PlatformRequest request =
        instance
            .http()
            .post(url)
            .json(
                Json.createObjectBuilder(
                        Map.of("jsonrpc", "2.0", "id", "metagov", "method", method))
                    .add("params", params)
                    .build())
            .accept(BAD_REQUEST, REQUEST_TIMEOUT, UNPROCESSABLE, SERVER_ERROR);
    instance
        .config()
        .nodeApiKey()
        .ifPresent(key -> request.header("Authorization", "Bearer " + key));
    PlatformResponse response = request.send();
    Optional<JsonObject> error = error(response);
    if (error.isPresent()) {
      throw RpcException.of(error.orElseThrow());
    }
    if (response.status() != OK) {
      throw failed(response);
    }
    JsonPart result =
        new JsonPart(
            "the node's answer",
            "result",
            response.jsonObject().getOrDefault("result", JsonValue.NULL));
    result.object();
    return result;
  }

  private static Optional<JsonObject> error(PlatformResponse response) {
    try {
      return response.jsonObject().get("error") instanceof JsonObject error
          ? Optional.of(error)
          : Optional.empty();
    } catch (PlatformException e) {
      if (response.status() == OK) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static PlatformException failed(PlatformResponse response) {
    String text = response.text().strip().replaceAll("\\s+", " ");
    String quote = text.substring(0, Math.min(LONGEST_QUOTE, text.length()));
    String message = "The node answered " + response.status() + ": " + quote;
    return response.status() == REQUEST_TIMEOUT
        ? PlatformException.timedOut(message, null)
        : PlatformException.answered(message, response.status(), Optional.empty());
  }
}
