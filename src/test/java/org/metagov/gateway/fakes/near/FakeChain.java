package org.metagov.gateway.fakes.near;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is on the chain: blocks, accounts with their keys, transactions. A transaction is valid and
 * takes effect by the rules of nearcore's {@code validate_transaction} and {@code
 * verify_and_charge_transaction}.
 */
final class FakeChain {
  /** How many blocks a block is behind the newest one until it is final. */
  private static final long FINALITY = 2;

  private static final long VALIDITY = 86_400;
  private static final BigInteger MOST_GAS = new BigInteger("300000000000000");
  private static final BigInteger GAS_BURNT = BigInteger.valueOf(223_182_562_500L);
  private static final BigInteger GAS_PRICE = BigInteger.valueOf(100_000_000);
  private static final BigInteger NONCES_PER_BLOCK = BigInteger.valueOf(1_000_000);

  private final Map<String, Account> accounts = new HashMap<>();
  private final Map<String, Long> blocks = new HashMap<>();
  private final Map<String, JsonObject> transactions = new HashMap<>();

  /**
   * By hash of a transaction, the heights at which it was included and its last receipt has run.
   */
  private final Map<String, Run> runs = new HashMap<>();

  private final FakeCouncil council;
  private final String contract;
  private long height = 186_000_000;

  private record Run(long included, long executed) {}

  private static final class Account {
    private final Map<String, Key> keys = new HashMap<>();
    private BigInteger balance;

    Account(BigInteger balance) {
      this.balance = balance;
    }
  }

  /** A key with the nonces it has used, by height. */
  private static final class Key {
    private final JsonValue permission;
    private final TreeMap<Long, BigInteger> nonces = new TreeMap<>();

    Key(JsonValue permission) {
      this.permission = permission;
    }
  }

  FakeChain(String contract, FakeCouncil council) {
    this.contract = contract;
    this.council = council;
    accounts.put(contract, new Account(BigInteger.TEN.pow(24)));
    passBlocks(10);
  }

  void passBlocks(long count) {
    height += count - 1;
    height++;
    blocks.put(hash(height), height);
  }

  long height() {
    return height;
  }

  long finalHeight() {
    return height - FINALITY;
  }

  /** Returns the hash of the block at {@code at}, which exists from now on. */
  String hash(long at) {
    String hash =
        FakeBase58.encode(
            FakeTransaction.sha256(("block " + at).getBytes(StandardCharsets.US_ASCII)));
    blocks.put(hash, at);
    return hash;
  }

  void account(String id, BigInteger balance) {
    accounts.put(id, new Account(balance));
  }

  /** Gives {@code account} a key whose last nonce is {@code nonce}. */
  void key(String account, String publicKey, JsonValue permission, BigInteger nonce) {
    Key key = new Key(permission);
    key.nonces.put(0L, nonce);
    accounts.get(account).keys.put(publicKey, key);
  }

  /** Takes a key from an account. */
  void deleteKey(String account, String publicKey) {
    accounts.get(account).keys.remove(publicKey);
  }

  /** Lets another program use the key: its nonce goes up by {@code by}. */
  void use(String account, String publicKey, long by) {
    Key key = accounts.get(account).keys.get(publicKey);
    height++;
    key.nonces.put(height, key.nonces.lastEntry().getValue().add(BigInteger.valueOf(by)));
  }

  Optional<BigInteger> balance(String account) {
    return Optional.ofNullable(accounts.get(account)).map(found -> found.balance);
  }

  boolean isContract(String account) {
    return contract.equals(account);
  }

  /** Returns nonce and permission of a key at {@code at}, as {@code view_access_key} does. */
  Optional<JsonObjectBuilder> accessKey(String account, String publicKey, long at) {
    return Optional.ofNullable(accounts.get(account))
        .map(found -> found.keys.get(publicKey))
        .map(
            key ->
                Json.createObjectBuilder()
                    .add("nonce", key.nonces.floorEntry(at).getValue())
                    .add("permission", key.permission));
  }

  /** Returns a transaction as it stands by now, as {@code get_tx_status} of nearcore tells it. */
  Optional<JsonObject> transaction(String hash, String signer) {
    return Optional.ofNullable(transactions.get(hash))
        .filter(tx -> tx.getJsonObject("transaction").getString("signer_id").equals(signer))
        .map(tx -> standing(tx, runs.get(hash)));
  }

  private JsonObject standing(JsonObject whole, Run run) {
    boolean executed = run.executed() <= height;
    FakeFinality finality =
        FakeFinality.of(run.included() <= finalHeight(), executed, run.executed() <= finalHeight());
    JsonObjectBuilder told =
        Json.createObjectBuilder(whole).add("final_execution_status", finality.name());
    if (!executed) {
      // The last receipt is what the contract has called: it has no outcome yet.
      JsonArray receipts = whole.getJsonArray("receipts_outcome");
      told.add(
          "receipts_outcome", Json.createArrayBuilder(receipts.subList(0, receipts.size() - 1)));
    }
    return told.build();
  }

  int transactions() {
    return transactions.size();
  }

  /** Returns what is wrong with {@code tx}: an {@code InvalidTxError}. */
  Optional<JsonValue> flaw(FakeTransaction tx) {
    Long block = blocks.get(tx.blockHash());
    if (block == null || block > height || block < height - VALIDITY) {
      return Optional.of(Json.createValue("Expired"));
    }
    if (!tx.genuine()) {
      return Optional.of(Json.createValue("InvalidSignature"));
    }
    if (tx.gas().signum() == 0) {
      return Optional.of(
          error("ActionsValidation", Json.createValue("FunctionCallZeroAttachedGas")));
    }
    if (tx.gas().compareTo(MOST_GAS) > 0) {
      return Optional.of(
          error(
              "ActionsValidation",
              error(
                  "TotalPrepaidGasExceeded",
                  members(
                      "total_prepaid_gas", tx.gas().toString(), "limit", MOST_GAS.toString()))));
    }
    Account signer = accounts.get(tx.signerId());
    if (signer == null) {
      return Optional.of(error("SignerDoesNotExist", members("signer_id", tx.signerId())));
    }
    Key key = signer.keys.get(tx.publicKey());
    if (key == null) {
      return Optional.of(
          keyError(
              error(
                  "AccessKeyNotFound",
                  members("account_id", tx.signerId(), "public_key", tx.publicKey()))));
    }
    return nonceFlaw(tx, key).or(() -> costFlaw(tx, signer)).or(() -> permissionFlaw(tx, key));
  }

  private Optional<JsonValue> nonceFlaw(FakeTransaction tx, Key key) {
    BigInteger last = key.nonces.lastEntry().getValue();
    if (tx.nonce().compareTo(last) <= 0) {
      return Optional.of(
          error(
              "InvalidNonce",
              Json.createObjectBuilder()
                  .add("tx_nonce", tx.nonce())
                  .add("ak_nonce", last)
                  .build()));
    }
    BigInteger bound = BigInteger.valueOf(height).multiply(NONCES_PER_BLOCK);
    return tx.nonce().compareTo(bound) < 0
        ? Optional.empty()
        : Optional.of(
            error(
                "NonceTooLarge",
                Json.createObjectBuilder()
                    .add("tx_nonce", tx.nonce())
                    .add("upper_bound", bound)
                    .build()));
  }

  private static Optional<JsonValue> costFlaw(FakeTransaction tx, Account signer) {
    BigInteger cost = tx.deposit().add(tx.gas().multiply(GAS_PRICE));
    return signer.balance.compareTo(cost) >= 0
        ? Optional.empty()
        : Optional.of(
            error(
                "NotEnoughBalance",
                members(
                    "signer_id", tx.signerId(),
                    "balance", signer.balance.toString(),
                    "cost", cost.toString())));
  }

  private static Optional<JsonValue> permissionFlaw(FakeTransaction tx, Key key) {
    if (!(key.permission instanceof JsonObject limited)) {
      return Optional.empty();
    }
    JsonObject allowed = limited.getJsonObject("FunctionCall");
    if (tx.deposit().signum() > 0) {
      return Optional.of(keyError(Json.createValue("DepositWithFunctionCall")));
    }
    if (!allowed.getString("receiver_id").equals(tx.receiverId())) {
      return Optional.of(
          keyError(
              error(
                  "ReceiverMismatch",
                  members(
                      "tx_receiver", tx.receiverId(),
                      "ak_receiver", allowed.getString("receiver_id")))));
    }
    boolean named =
        allowed.getJsonArray("method_names").isEmpty()
            || allowed.getJsonArray("method_names").contains(Json.createValue(tx.methodName()));
    return named
        ? Optional.empty()
        : Optional.of(
            keyError(error("MethodNameMismatch", members("method_name", tx.methodName()))));
  }

  /** Puts a valid transaction on the chain. */
  void execute(FakeTransaction tx) {
    execute(tx, 0);
  }

  /**
   * Puts a valid transaction on the chain. Unless {@code blocks} is 0, its contract calls somebody
   * without waiting for them, whose receipt runs so many blocks later.
   */
  void execute(FakeTransaction tx, long blocks) {
    Account signer = accounts.get(tx.signerId());
    height++;
    signer.keys.get(tx.publicKey()).nonces.put(height, tx.nonce());
    signer.balance = signer.balance.subtract(GAS_BURNT.multiply(GAS_PRICE));
    JsonObject outcome = outcome(tx, status(tx, signer));
    transactions.put(tx.hash(), blocks == 0 ? outcome : withCall(outcome));
    runs.put(tx.hash(), new Run(height, height + blocks));
  }

  private static JsonObject withCall(JsonObject outcome) {
    JsonObject receipt = outcome.getJsonArray("receipts_outcome").getJsonObject(0);
    return Json.createObjectBuilder(outcome)
        .add("receipts_outcome", Json.createArrayBuilder().add(receipt).add(receipt))
        .build();
  }

  private JsonObject status(FakeTransaction tx, Account signer) {
    if (!isContract(tx.receiverId())) {
      return accounts.containsKey(tx.receiverId())
          ? failure(
              error(
                  "FunctionCallError",
                  error(
                      "CompilationError",
                      error("CodeDoesNotExist", members("account_id", tx.receiverId())))))
          : failure(error("AccountDoesNotExist", members("account_id", tx.receiverId())));
    }
    try {
      String answer = council.change(tx.signerId(), tx.methodName(), tx.args(), tx.deposit());
      signer.balance = signer.balance.subtract(tx.deposit());
      return members(
          "SuccessValue",
          Base64.getEncoder().encodeToString(answer.getBytes(StandardCharsets.UTF_8)));
    } catch (FakeCouncil.Panic e) {
      return failure(error("FunctionCallError", members("ExecutionError", e.getMessage())));
    }
  }

  private JsonObject outcome(FakeTransaction tx, JsonObject status) {
    JsonObject template = FakeNear.template("execution.json");
    JsonObject sent = template.getJsonObject("transaction");
    JsonObject call =
        Json.createObjectBuilder()
            .add("method_name", tx.methodName())
            .add(
                "args",
                Base64.getEncoder().encodeToString(tx.args().getBytes(StandardCharsets.UTF_8)))
            .add("gas", tx.gas())
            .add("deposit", tx.deposit().toString())
            .build();
    JsonObject receipt =
        Json.createPointer("/outcome/executor_id")
            .replace(
                Json.createPointer("/outcome/status")
                    .replace(template.getJsonArray("receipts_outcome").getJsonObject(0), status),
                Json.createValue(tx.receiverId()));
    JsonObject first =
        Json.createObjectBuilder(
                Json.createPointer("/outcome/executor_id")
                    .replace(
                        template.getJsonObject("transaction_outcome"),
                        Json.createValue(tx.signerId())))
            .add("id", tx.hash())
            .add("block_hash", hash(height))
            .build();
    return Json.createObjectBuilder(template)
        .add("status", status)
        .add(
            "transaction",
            Json.createObjectBuilder(sent)
                .add("signer_id", tx.signerId())
                .add("public_key", tx.publicKey())
                .add("nonce", tx.nonce())
                .add("receiver_id", tx.receiverId())
                .add("actions", Json.createArrayBuilder().add(error("FunctionCall", call)))
                .add("signature", "ed25519:" + tx.signature())
                .add("hash", tx.hash()))
        .add("transaction_outcome", first)
        .add("receipts_outcome", Json.createArrayBuilder(List.of(receipt)))
        .build();
  }

  private static JsonObject failure(JsonValue kind) {
    JsonObject action = Json.createObjectBuilder().add("index", 0).add("kind", kind).build();
    return error("Failure", error("ActionError", action));
  }

  private static JsonObject keyError(JsonValue inner) {
    return error("InvalidAccessKeyError", inner);
  }

  private static JsonObject error(String name, JsonValue inner) {
    return Json.createObjectBuilder().add(name, inner).build();
  }

  private static JsonObject members(String... namesAndValues) {
    List<String> pairs = new ArrayList<>(List.of(namesAndValues));
    JsonObjectBuilder object = Json.createObjectBuilder();
    while (!pairs.isEmpty()) {
      object.add(pairs.remove(0), pairs.remove(0));
    }
    return object.build();
  }
}
