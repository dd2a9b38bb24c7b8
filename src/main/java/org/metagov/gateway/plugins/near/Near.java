package org.metagov.gateway.plugins.near;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Secret;

/**
 * One smart contract on NEAR, and one account to call it from. There are no processes and no
 * webhooks.
 */
@MetagovPlugin("near")
public class Near implements Plugin<Near.Config> {
  /** A node of the test network that anybody may ask. */
  static final String DEFAULT_NODE = "https://rpc.testnet.fastnear.com";

  /** By the rules of the crate {@code near-account-id}, which nodes read names with. */
  private static final Pattern ACCOUNT_ID =
      Pattern.compile("(?=.{2,64}$)([a-z\\d]+[-_])*[a-z\\d]+(\\.([a-z\\d]+[-_])*[a-z\\d]+)*");

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int OK = 200;

  private final Duration pause;

  /** The plugin as the gateway uses it. */
  public Near() {
    this(PAUSE);
  }

  Near(Duration pause) {
    this.pause = pause;
  }

  /** Which contract, and whose account. */
  public record Config(
      @Doc("NEAR Contract ID") String contractId,
      @Doc("Master account to make calls from") String accountId,
      @Doc("Private key for the provided account") @Secret String secretKey,
      @Doc("Address of an RPC node") @Default(DEFAULT_NODE) URI nodeUrl,
      @Doc("Key of the node's provider, sent as 'Authorization: Bearer'") @Secret
          Optional<String> nodeApiKey) {

    /** Returns the address of the node; that of the server's settings instead of the default. */
    String node(Optional<URI> setting) {
      URI own = nodeUrl;
      return (own.toString().equals(DEFAULT_NODE) ? setting.orElse(own) : own).toString();
    }
  }

  /** A method of the contract that changes nothing. */
  @Closed
  public record View(String methodName, Optional<JsonObject> args) {}

  /** Refuses a config that cannot work; nobody is asked. */
  @Override
  public void initialized(PluginInstance<Config> instance) {
    check(instance.config());
  }

  @Override
  public void reconfigured(PluginInstance<Config> instance, Config before) {
    check(instance.config());
  }

  @Override
  public String probe(PluginInstance<Config> instance) {
    Config config = instance.config();
    check(config);
    new NearRpc(instance)
        .nonce(
            config.accountId(),
            NearKey.parse(config.secretKey()).publicKey(),
            NearRpc.Finality.OPTIMISTIC);
    return "The node knows the account " + config.accountId() + ", which has this key";
  }

  /** Returns the node's result, in which {@code result} is the JSON that the contract answered. */
  @Action(value = "view", description = "Makes a contract call which can only view state.")
  public JsonObject view(PluginInstance<Config> instance, View view) {
    JsonPart answer =
        new NearRpc(instance)
            .view(
                instance.config().contractId(),
                view.methodName(),
                view.args().orElse(JsonValue.EMPTY_JSON_OBJECT).toString());
    byte[] bytes = bytes(answer.at("result"));
    return Json.createObjectBuilder(answer.object()).add("result", json(bytes)).build();
  }

  /** Returns the node's result: the outcome of the transaction and of all that followed from it. */
  @Action(
      value = "call",
      description =
          "Makes a contract call which can modify or view state. The master account will be charged"
              + " a transaction fee.",
      parametersSchema = "call.json")
  public JsonObject call(PluginInstance<Config> instance, JsonObject parameters) {
    return new Caller(instance, FunctionCall.of(parameters), pause).perform();
  }

  /** Returns the bytes of a list of numbers. */
  private static byte[] bytes(JsonPart numbers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (JsonPart item : numbers.items()) {
      BigInteger number = item.integer();
      if (number.signum() < 0 || number.bitLength() > Byte.SIZE) {
        throw item.wrong("a byte");
      }
      bytes.write(number.intValue());
    }
    return bytes.toByteArray();
  }

  private static JsonValue json(byte[] bytes) {
    if (bytes.length == 0) {
      return JsonValue.NULL;
    }
    try {
      return new PlatformResponse(OK, Map.of(), bytes).json();
    } catch (PlatformException e) {
      throw new PlatformException("The contract's answer is not JSON", e);
    }
  }

  private static void check(Config config) {
    requireAccountId("contract_id", config.contractId());
    requireAccountId("account_id", config.accountId());
    NearKey.parse(config.secretKey());
    if (config.nodeApiKey().filter(key -> !key.matches("[!-~]+")).isPresent()) {
      throw new InvalidParameterException("node_api_key must be printable ASCII without spaces");
    }
  }

  private static void requireAccountId(String member, String id) {
    if (!ACCOUNT_ID.matcher(id).matches()) {
      throw new InvalidParameterException(
          member
              + " is no account id of NEAR: 2 to 64 small letters and digits, with single '-', '_'"
              + " and '.' between them");
    }
  }
}
