package org.metagov.gateway.fakes.near;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/**
 * The JSON-RPC of a NEAR node. Each request finds the chain one block further on. {@link #ACCOUNT}
 * has a full access key, {@link #LIMITED} one for calls of the contract only.
 */
public final class FakeNear extends FakePlatform {
  /** The contract. */
  public static final String CONTRACT = "council.testnet";

  /** An account, and its key pair. */
  public static final String ACCOUNT = "test.near";

  public static final String SECRET =
      "ed25519:2wyRcSwSuHtRVmkMCGjPwnzZmQLeXLzLLyED1NDMt4BjnKgQL6tF85yBx6Jr26D2dUNeC716RBoTxntVHsegogYw";
  public static final String PUBLIC = "ed25519:22skMptHjFWNyuEWY22ftn2AbLPSYpmYwGJRGwpNHbTV";

  /** An account whose key may only call {@code add_proposal} of the contract, without a deposit. */
  public static final String LIMITED = "limited.testnet";

  public static final String LIMITED_SECRET =
      "ed25519:26x56YPzPDro5t2smQfGcYAPy3j7R2jB2NUb7xKbAGK23B6x4WNQPh3twb6oDksFov5X8ts5CtntUNbpQpAKFdbR";
  public static final String LIMITED_PUBLIC =
      "ed25519:AYWv9RAN1hpSQA4p1DLhCNnpnNXwxhfH9qeHN8B4nJ59";

  private static final String FIRST_NONCE = "131000000000085";
  private static final int BAD_REQUEST = 400;
  private static final long RUNNING_BLOCKS = 5;
  private static final long SLOWNESS = TimeUnit.SECONDS.toNanos(5);

  private final FakeCouncil council = new FakeCouncil();
  private final FakeChain chain = new FakeChain(CONTRACT, council);
  private final Deque<Trouble> troubles = new ArrayDeque<>();
  private final List<FakeTransaction> waiting = new ArrayList<>();
  private Optional<String> providerKey = Optional.empty();
  private boolean structured;

  /** What becomes of a transaction that is sent. */
  public enum Trouble {
    NONE,
    /** The request never arrives, and the connection is lost. */
    LOST,
    /** It is executed, and the connection is lost. */
    UNANSWERED,
    /** It is executed, too late for the answer. */
    TIMEOUT,
    /** It is executed, and answered after some seconds; others are answered meanwhile. */
    SLOW,
    /** The contract has answered, and whom it has called runs for some blocks more. */
    RUNNING,
    /** It waits until {@link #letThrough}. */
    LATE,
    /** It is forgotten while the node waits for it. */
    FORGOTTEN,
    /** Another transaction with the same key comes first. */
    OVERTAKEN
  }

  /** A node with its accounts. */
  public FakeNear() {
    BigInteger nonce = new BigInteger(FIRST_NONCE);
    chain.account(ACCOUNT, BigInteger.TEN.pow(28));
    chain.key(ACCOUNT, PUBLIC, Json.createValue("FullAccess"), nonce);
    chain.account(LIMITED, BigInteger.TEN.pow(25));
    chain.key(
        LIMITED,
        LIMITED_PUBLIC,
        Json.createObjectBuilder()
            .add(
                "FunctionCall",
                Json.createObjectBuilder()
                    .add("allowance", "250000000000000000000000")
                    .add("receiver_id", CONTRACT)
                    .add("method_names", Json.createArrayBuilder().add("add_proposal")))
            .build(),
        nonce);
  }

  /** Says what becomes of the next transactions that are sent. */
  public synchronized void trouble(Trouble... next) {
    troubles.clear();
    troubles.addAll(List.of(next));
  }

  /** Lets another program use the key of {@link #ACCOUNT}: the nonce goes up by {@code by}. */
  public synchronized void useKey(long by) {
    chain.use(ACCOUNT, PUBLIC, by);
  }

  /** Takes its key from {@link #ACCOUNT}. */
  public synchronized void deleteKey() {
    chain.deleteKey(ACCOUNT, PUBLIC);
  }

  /** Lets blocks go by. */
  public synchronized void passBlocks(long count) {
    chain.passBlocks(count);
  }

  /** Executes those transactions that are {@link Trouble#LATE} and still valid. */
  public synchronized int letThrough() {
    int executed = 0;
    for (FakeTransaction tx : waiting) {
      if (chain.flaw(tx).isEmpty()) {
        chain.execute(tx);
        executed++;
      }
    }
    waiting.clear();
    return executed;
  }

  /** Lets somebody of the council approve or reject a proposal. */
  public synchronized void act(int id, boolean approve) {
    try {
      council.act(
          Json.createObjectBuilder()
              .add("id", id)
              .add("action", approve ? "VoteApprove" : "VoteReject")
              .build());
    } catch (FakeCouncil.Panic e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Demands {@code key} of every caller from now on, as providers do. */
  public synchronized void demandKey(String key) {
    providerKey = Optional.of(key);
  }

  /** Tells failures of queries by structured errors only, as the documentation says. */
  public synchronized void structuredErrors() {
    structured = true;
  }

  /** Returns the proposals. */
  public synchronized List<JsonObject> proposals() {
    return council.proposals();
  }

  /** Returns how many transactions are on the chain. */
  public synchronized int transactions() {
    return chain.transactions();
  }

  @Override
  protected synchronized JsonObject control(String command, JsonObject parameters) {
    JsonObjectBuilder done = Json.createObjectBuilder();
    switch (command) {
      case "act" -> act(parameters.getInt("id"), parameters.getBoolean("approve"));
      case "delete-key" -> deleteKey();
      case "use-key" -> useKey(parameters.getInt("by", 1));
      case "pass-blocks" -> passBlocks(parameters.getInt("count"));
      case "let-through" -> done.add("executed", letThrough());
      case "demand-key" -> demandKey(parameters.getString("key"));
      case "feel" -> feel(Mood.valueOf(parameters.getString("mood").toUpperCase(Locale.ROOT)));
      case "trouble" ->
          trouble(
              parameters.getJsonArray("next").stream()
                  .map(name -> Trouble.valueOf(string(name).toUpperCase(Locale.ROOT)))
                  .toArray(Trouble[]::new));
      case "proposals" -> {
        JsonArrayBuilder all = Json.createArrayBuilder();
        proposals().forEach(all::add);
        done.add("proposals", all).add("transactions", transactions());
      }
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return done.build();
  }

  @Override
  protected Answer busy() {
    return Answer.json(429, "{\"error\":\"Too many requests\"}").with("Retry-After", "7");
  }

  @Override
  protected synchronized Answer answer(FakeServer.Request request) {
    if (!request.target().equals("/")) {
      return new Answer(404, "", Map.of());
    }
    if (!request.method().equals("POST")) {
      return new Answer(405, "", Map.of());
    }
    if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
      return new Answer(415, "Expected request with `Content-Type: application/json`", Map.of());
    }
    if (providerKey.isPresent()
        && !request.header("Authorization").equals(providerKey.map(key -> "Bearer " + key))) {
      return Answer.json(401, "{\"error\":\"Unauthorized\"}");
    }
    chain.passBlocks(1);
    try {
      JsonObject call = read(request.body());
      if (!string(call.get("jsonrpc")).equals("2.0") || !call.containsKey("id")) {
        return parseError("JSON RPC Request format was expected");
      }
      return dispatch(string(call.get("method")), call.getOrDefault("params", JsonValue.NULL));
    } catch (JsonException | IllegalArgumentException e) {
      return parseError("Failed parsing args: " + e.getMessage());
    }
  }

  private Answer dispatch(String method, JsonValue params) {
    return switch (method) {
      case "query" -> query(object(params));
      case "block" -> block(object(params));
      case "send_tx" -> sendTx(object(params));
      case "tx" -> tx(object(params));
      default ->
          error(
              BAD_REQUEST,
              "REQUEST_VALIDATION_ERROR",
              "METHOD_NOT_FOUND",
              object("method_name", method),
              Json.createValue(method),
              -32601);
    };
  }

  private Answer query(JsonObject params) {
    long at = height(params);
    String account = string(params.get("account_id"));
    if (!account.matches("(?=.{2,64}$)([a-z\\d]+[-_])*[a-z\\d]+(\\.([a-z\\d]+[-_])*[a-z\\d]+)*")) {
      return parseError("Failed parsing args: the Account ID is invalid");
    }
    return switch (string(params.get("request_type"))) {
      case "view_account" -> account(account, at);
      case "view_access_key" -> accessKey(account, string(params.get("public_key")), at);
      case "call_function" -> function(account, params, at);
      default -> throw new IllegalArgumentException("unknown variant of request_type");
    };
  }

  private Answer account(String account, long at) {
    return chain
        .balance(account)
        .map(
            amount ->
                result(at(template("account.json"), at).add("amount", amount.toString()).build()))
        .orElseGet(() -> unknownAccount(account, at));
  }

  private Answer accessKey(String account, String publicKey, long at) {
    String key = publicKey.startsWith("ed25519:") ? publicKey : "ed25519:" + publicKey;
    FakeBase58.decode(key.substring("ed25519:".length()), 32);
    if (chain.balance(account).isEmpty()) {
      return unknownAccount(account, at);
    }
    return chain
        .accessKey(account, key, at)
        .map(found -> result(at(template("access_key.json"), at).addAll(found).build()))
        .orElseGet(
            () ->
                failedView(
                    "UNKNOWN_ACCESS_KEY",
                    object("public_key", key),
                    "access key " + key + " does not exist while viewing",
                    at));
  }

  private Answer function(String account, JsonObject params, long at) {
    String method = string(params.get("method_name"));
    String args =
        new String(
            Base64.getDecoder().decode(string(params.get("args_base64"))), StandardCharsets.UTF_8);
    if (chain.balance(account).isEmpty()) {
      return unknownAccount(account, at);
    }
    if (!chain.isContract(account)) {
      return handlerError(
          "NO_CONTRACT_CODE",
          object("contract_account_id", account),
          "Contract code for contract ID #" + account + " has never been observed on the node");
    }
    try {
      JsonArrayBuilder bytes = Json.createArrayBuilder();
      for (byte b : council.view(method, args).getBytes(StandardCharsets.UTF_8)) {
        bytes.add(b & 0xff);
      }
      return result(at(template("call_function.json"), at).add("result", bytes).build());
    } catch (FakeCouncil.Panic e) {
      String error = "wasm execution failed with error: " + e.getMessage();
      return failedView("CONTRACT_EXECUTION_ERROR", object("vm_error", error), error, at);
    }
  }

  private Answer block(JsonObject params) {
    long at = height(params);
    JsonObject template = template("block.json");
    return result(
        Json.createObjectBuilder(template)
            .add(
                "header",
                Json.createObjectBuilder(template.getJsonObject("header"))
                    .add("height", at)
                    .add("prev_height", at - 1)
                    .add("hash", chain.hash(at))
                    .add("prev_hash", chain.hash(at - 1)))
            .build());
  }

  private Answer sendTx(JsonObject params) {
    FakeTransaction tx =
        FakeTransaction.read(Base64.getDecoder().decode(string(params.get("signed_tx_base64"))));
    Trouble trouble = troubles.isEmpty() ? Trouble.NONE : troubles.poll();
    if (trouble == Trouble.LOST) {
      throw lost();
    }
    if (trouble == Trouble.OVERTAKEN) {
      useKey(1);
    }
    Optional<JsonObject> known = chain.transaction(tx.hash(), tx.signerId());
    // To send it again is no fault where only the nonce is against it: send_tx_internal.
    Optional<JsonValue> flaw =
        chain.flaw(tx).filter(found -> known.isEmpty() || !isAboutTheNonce(found));
    if (FakeFinality.waitUntil(params) == FakeFinality.NONE) {
      flaw.ifPresentOrElse(f -> {}, () -> chain.execute(tx));
      return result(object("final_execution_status", "NONE"));
    }
    if (flaw.isPresent()) {
      return invalid(flaw.orElseThrow());
    }
    if (known.isEmpty()) {
      switch (trouble) {
        case LATE -> waiting.add(tx);
        case FORGOTTEN -> {
          // Nobody will hear of it again.
        }
        case RUNNING -> chain.execute(tx, RUNNING_BLOCKS);
        default -> chain.execute(tx);
      }
    }
    return switch (trouble) {
      case UNANSWERED -> throw lost();
      case SLOW -> {
        waitSlowly();
        yield outcome(tx, params);
      }
      case TIMEOUT, LATE, FORGOTTEN -> timeout();
      default -> outcome(tx, params);
    };
  }

  private static boolean isAboutTheNonce(JsonValue flaw) {
    return flaw instanceof JsonObject object && object.containsKey("InvalidNonce");
  }

  private Answer outcome(FakeTransaction tx, JsonObject params) {
    return waitedFor(chain.transaction(tx.hash(), tx.signerId()).orElseThrow(), params);
  }

  /** Answers a transaction that is as far as was asked for; the node waits for no other block. */
  private static Answer waitedFor(JsonObject tx, JsonObject params) {
    FakeFinality finality = FakeFinality.valueOf(tx.getString("final_execution_status"));
    return FakeFinality.waitUntil(params).isMetBy(finality) ? result(tx) : timeout();
  }

  private synchronized void waitSlowly() {
    long start = System.nanoTime();
    try {
      for (long left = SLOWNESS; left > 0; left = SLOWNESS - (System.nanoTime() - start)) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost();
    }
  }

  private Answer tx(JsonObject params) {
    FakeFinality until = FakeFinality.waitUntil(params);
    String hash = string(params.get("tx_hash"));
    FakeBase58.decode(hash, 32);
    return chain
        .transaction(hash, string(params.get("sender_account_id")))
        .map(tx -> waitedFor(tx, params))
        .orElseGet(
            () ->
                until != FakeFinality.NONE
                    ? timeout()
                    : handlerError(
                        "UNKNOWN_TRANSACTION",
                        object("requested_transaction_hash", hash),
                        "Transaction " + hash + " doesn't exist"));
  }

  private long height(JsonObject params) {
    return switch (string(params.get("finality"))) {
      case "optimistic" -> chain.height();
      case "near-final" -> chain.finalHeight() + 1;
      case "final" -> chain.finalHeight();
      default -> throw new IllegalArgumentException("unknown variant of finality");
    };
  }

  private JsonObjectBuilder at(JsonObject template, long height) {
    return Json.createObjectBuilder(template)
        .add("block_height", height)
        .add("block_hash", chain.hash(height));
  }

  private Answer unknownAccount(String account, long at) {
    return handlerError(
        "UNKNOWN_ACCOUNT",
        at(object("requested_account_id", account), at).build(),
        "account " + account + " does not exist while viewing");
  }

  /** As nearcore does for callers of old: a result with an error in it. */
  private Answer failedView(String cause, JsonObject info, String error, long at) {
    return structured
        ? handlerError(cause, at(info, at).build(), error)
        : result(at(object("error", error), at).add("logs", JsonValue.EMPTY_JSON_ARRAY).build());
  }

  private static Answer invalid(JsonValue flaw) {
    JsonObject data =
        Json.createObjectBuilder()
            .add("TxExecutionError", Json.createObjectBuilder().add("InvalidTxError", flaw))
            .build();
    return error(
        200, "HANDLER_ERROR", "INVALID_TRANSACTION", JsonValue.EMPTY_JSON_OBJECT, data, -32000);
  }

  private static Answer timeout() {
    return error(
        408,
        "HANDLER_ERROR",
        "TIMEOUT_ERROR",
        JsonValue.EMPTY_JSON_OBJECT,
        Json.createValue("Timeout"),
        -32000);
  }

  private static Answer handlerError(String cause, JsonObject info, String data) {
    return error(200, "HANDLER_ERROR", cause, info, Json.createValue(data), -32000);
  }

  private static Answer parseError(String message) {
    return error(
        BAD_REQUEST,
        "REQUEST_VALIDATION_ERROR",
        "PARSE_ERROR",
        object("error_message", message),
        Json.createValue(message),
        -32700);
  }

  private static Answer error(
      int status, String name, String cause, JsonObject info, JsonValue data, int code) {
    JsonObject template = template("error.json");
    return Answer.json(
        status,
        Json.createObjectBuilder(template)
            .add(
                "error",
                Json.createObjectBuilder(template.getJsonObject("error"))
                    .add("name", name)
                    .add("cause", Json.createObjectBuilder().add("info", info).add("name", cause))
                    .add("code", code)
                    .add("data", data))
            .build());
  }

  private static Answer result(JsonObject result) {
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("jsonrpc", "2.0")
            .add("result", result)
            .add("id", "dontcare")
            .build());
  }

  private static UncheckedIOException lost() {
    return new UncheckedIOException(new IOException("the connection is lost"));
  }

  private static JsonObject object(String name, String value) {
    return Json.createObjectBuilder().add(name, value).build();
  }

  private static JsonObject object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException("expected a map, found " + value);
  }

  private static String string(JsonValue value) {
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw new IllegalArgumentException("expected a string, found " + value);
  }

  private static JsonObject read(String text) {
    try (JsonReader in = Json.createReader(new StringReader(text))) {
      return in.readObject();
    }
  }

  static JsonObject template(String name) {
    try (InputStream in = FakeNear.class.getResourceAsStream(name);
        JsonReader json = Json.createReader(in)) {
      return json.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
