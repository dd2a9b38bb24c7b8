package org.metagov.gateway.plugins.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.catalog.PluginConfig;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.fakes.near.FakeNear;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.TestOutboundHttp;
import org.metagov.gateway.plugins.near.Near.Config;
import org.metagov.gateway.plugins.near.Near.View;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.testing.FakeInstance;
import org.metagov.gateway.testing.FakeServer;

class NearTest {
  private final FakeNear node = new FakeNear();
  private final Near near = new Near(Duration.ofMillis(5));
  private final FakeInstance<Config> instance = instance(node.url());

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aViewIsTheResultOfTheNodeWithTheAnswerOfTheContract() {
    JsonObject answer = view("get_proposals", "{}");
    assertThat(answer).containsOnlyKeys("result", "logs", "block_height", "block_hash");
    assertThat(answer.getJsonArray("result")).isEmpty();
    near.call(
        instance,
        json(
            "{'method_name':'add_proposal','args':{'proposal':"
                + "{'description':'päy me ☕'}},'amount':100000000000000}"));
    assertThat(view("get_proposal", "{'id':0}").getJsonObject("result").getString("description"))
        .isEqualTo("päy me ☕");
  }

  @Test
  void numbersBeyondThoseOfJavaScriptArriveWhole() {
    assertThat(view("get_funds", "{}").getJsonObject("result"))
        .hasToString(
            "{\"amount\":\"340282366920938463463374607431768211455\",\"shares\":9007199254740993}");
  }

  @Test
  void anEmptyAnswerIsNull() {
    assertThat(view("ping", "{}").isNull("result")).isTrue();
    assertThat(near.view(instance, new View("ping", Optional.empty())).isNull("result")).isTrue();
  }

  @Test
  void anAnswerThatIsNoJsonIsToldSo() {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> view("get_raw", "{}"))
        .withMessage("The contract's answer is not JSON");
  }

  @Test
  void aViewThatPanicsIsTheCallers() {
    for (boolean structured : new boolean[] {false, true}) {
      if (structured) {
        node.structuredErrors();
      }
      assertThatExceptionOfType(InvalidParameterException.class)
          .isThrownBy(() -> view("get_proposal", "{'id':7}"))
          .withMessageStartingWith("The node refused: ")
          .withMessageContaining("ERR_NO_PROPOSAL");
    }
  }

  @Test
  void aContractThatIsNoneIsTheCallers() {
    for (String contract : new String[] {"nobody.testnet", FakeNear.ACCOUNT, "NO NAME"}) {
      Config config =
          new Config(
              contract,
              FakeNear.ACCOUNT,
              FakeNear.SECRET,
              URI.create(node.url()),
              Optional.empty());
      assertThatExceptionOfType(InvalidParameterException.class)
          .as(contract)
          .isThrownBy(
              () -> near.view(instance(config), new View("get_proposals", Optional.empty())));
    }
  }

  @Test
  void aCallIsTheWholeOutcome() {
    JsonObject outcome =
        near.call(
            instance,
            json(
                "{'method_name':'add_proposal','args':{'proposal':{'description':'pay me'}},"
                    + "'gas':100000000000000,'amount':100000000000000}"));
    assertThat(outcome)
        .containsKeys("status", "transaction", "transaction_outcome", "receipts_outcome");
    JsonObject call =
        outcome
            .getJsonObject("transaction")
            .getJsonArray("actions")
            .getJsonObject(0)
            .getJsonObject("FunctionCall");
    assertThat(call.getJsonNumber("gas")).hasToString("100000000000000");
    assertThat(call.getString("deposit")).isEqualTo("100000000000000");
  }

  @Test
  void withoutGasAndAmountACallHasAHundredTeraGasAndNoDeposit() {
    node.structuredErrors();
    JsonObject outcome = near.call(instance, json("{'method_name':'get_funds'}"));
    assertThat(outcome.getValue("/transaction/actions/0/FunctionCall").toString())
        .isEqualTo(
            "{\"method_name\":\"get_funds\",\"args\":\"e30=\",\"gas\":100000000000000,"
                + "\"deposit\":\"0\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234567890123456789012345",
        "'1234567890123456789012345'",
        "1234567890123456789012345.0"
      })
  void anAmountBeyondTheNumbersOfJavaScriptArrivesWhole(String amount) {
    near.call(
        instance,
        json(
            "{'method_name':'add_proposal','args':{'proposal':{'description':'x'}},'amount':"
                + amount
                + "}"));
    assertThat(node.proposals().get(0).getString("bond")).isEqualTo("1234567890123456789012345");
  }

  @Test
  void anAmountInPowersOfTenIsANumberToo() {
    near.call(
        instance,
        json(
            "{'method_name':'add_proposal','args':{'proposal':{'description':'x'}},"
                + "'amount':1.5e+24,'gas':3e13}"));
    assertThat(node.proposals().get(0).getString("bond")).isEqualTo("1500000000000000000000000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'gas':-1",
        "'gas':0.5",
        "'gas':18446744073709551616",
        "'gas':1e400",
        "'gas':1e-9",
        "'gas':1e999999999",
        "'amount':-1",
        "'amount':1.5",
        "'amount':340282366920938463463374607431768211456"
      })
  void aNumberThatDoesNotFitIsRefusedAndNothingIsSent(String member) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> near.call(instance, json("{'method_name':'m'," + member + "}")))
        .withMessageContaining("must be an integer from 0 to 2^");
    assertThat(node.requests()).isEmpty();
  }

  @Test
  void theKeyOfTheProviderIsSent() {
    node.demandKey("provider-key");
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> view("ping", "{}"))
        .matches(e -> e.status() == 401);
    Config config =
        new Config(
            FakeNear.CONTRACT,
            FakeNear.ACCOUNT,
            FakeNear.SECRET,
            URI.create(node.url()),
            Optional.of("provider-key"));
    assertThat(near.view(instance(config), new View("ping", Optional.empty()))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{'result':null}",
        "{'result':[]}",
        "{'result':{}}",
        "{'result':{'result':'W10='}}",
        "{'result':{'result':[256]}}",
        "{'result':{'result':[-1]}}",
        "{'result':{'result':[1.5]}}",
        "{'result':{'result':['1']}}",
        "{'error':{}}",
        "{'error':{'cause':5,'name':[]}}",
        "{'error':'no'}",
        "5"
      })
  void aViewOfAnotherShapeIsThePlatformsFault(String answer) {
    try (FakeServer other = answering(answer)) {
      assertThatExceptionOfType(PlatformException.class)
          .isThrownBy(() -> near.view(instance(other.url("")), new View("ping", Optional.empty())));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'result':{'nonce':'5'}}",
        "{'result':{'nonce':-5}}",
        "{'result':{'nonce':5,'header':{'hash':'0'}}}",
        "{'result':{'nonce':5,'header':{'hash':'2g'}}}",
        "{'result':{'nonce':5,'header':{}}}",
        "{'result':{'nonce':5,'header':[]}}",
        "{'result':{'nonce':5,'header':{'hash':'244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM'},"
            + "'status':'Started'}}",
        "{'result':{'nonce':5,'header':{'hash':'244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM'},"
            + "'status':{'SuccessValue':''}}}",
        "{'result':{'nonce':18446744073709551615,"
            + "'header':{'hash':'244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM'}}}"
      })
  void aCallWithAnswersOfAnotherShapeIsThePlatformsFault(String answer) {
    try (FakeServer other = answering(answer)) {
      assertThatExceptionOfType(PlatformException.class)
          .isThrownBy(() -> near.call(instance(other.url("")), json("{'method_name':'m'}")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, false",
    "INCLUDED, false",
    "INCLUDED_FINAL, false",
    "EXECUTED_OPTIMISTIC, true",
    "EXECUTED, true",
    "FINAL, true"
  })
  void anOutcomeCountsByTheFinalStatusThatWasAskedFor(String finality, boolean counts) {
    String answer =
        "{'result':{'nonce':5,'header':{'hash':'244ZQ9cgj3CQ6bWBdytfrJMuMQ1jdXLFGnr4HhvtCTnM'},"
            + "'final_execution_status':'"
            + finality
            + "','status':{'SuccessValue':''}}}";
    try (FakeServer other = answering(answer)) {
      ThrowingCallable call = () -> near.call(instance(other.url("")), json("{'method_name':'m'}"));
      if (counts) {
        assertThatNoException().isThrownBy(call);
      } else {
        assertThatExceptionOfType(PlatformException.class)
            .isThrownBy(call)
            .withMessageStartingWith("It is not known whether transaction ");
      }
    }
  }

  @Test
  void whatIsWrongWithAnAnswerIsToldByItsPath() {
    try (FakeServer other = answering("{'result':{'result':[91,300]}}")) {
      assertThatExceptionOfType(PlatformException.class)
          .isThrownBy(() -> near.view(instance(other.url("")), new View("ping", Optional.empty())))
          .withMessage("In the node's answer result.result[1] is not a byte");
    }
  }

  @Test
  void membersThatAreNotKnownAreHandedOn() {
    try (FakeServer other =
        answering("{'result':{'result':[53],'new':{'a':18446744073709551615}},'more':1}")) {
      assertThat(near.view(instance(other.url("")), new View("ping", Optional.empty())))
          .hasToString("{\"result\":5,\"new\":{\"a\":18446744073709551615}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rpc.testnet.near.org", "ftp://a", "http://", "http://a b", "", "http://me@a"})
  void anAddressThatIsNoneIsRefused(String url) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> PluginConfig.of(descriptor(), configAt(url)))
        .withMessageContaining("'/node_url' must be an http or https URL");
  }

  /** As services of Docker Compose are called; what takes a query is called with it. */
  @ParameterizedTest
  @ValueSource(strings = {"http://near_node:3030", "http://a.example/rpc/?key=k", "http://[::1]:7"})
  void anAddressIsTakenByTheRuleForAll(String url) {
    Config config =
        RecordBinder.bind(PluginConfig.of(descriptor(), configAt(url)).json(), Config.class);
    assertThat(config.node(Optional.empty())).isEqualTo(url);
  }

  private static JsonObject configAt(String url) {
    return JsonText.object()
        .add("contract_id", FakeNear.CONTRACT)
        .add("account_id", FakeNear.ACCOUNT)
        .add("secret_key", FakeNear.SECRET)
        .add("node_url", url)
        .build();
  }

  @Test
  void aConfigThatCannotWorkIsRefusedWithoutAskingANode() {
    Config good = instance.config();
    near.initialized(instance);
    near.reconfigured(instance, good);
    Config badKey =
        new Config(good.contractId(), good.accountId(), "a", good.nodeUrl(), Optional.empty());
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> near.reconfigured(instance(badKey), good))
        .withMessageStartingWith("The secret_key cannot be used");
    Config badProvider =
        new Config(
            good.contractId(),
            good.accountId(),
            good.secretKey(),
            good.nodeUrl(),
            Optional.of("a\nb"));
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> near.initialized(instance(badProvider)));
    assertThat(node.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "Council.testnet",
        "council.testnet ",
        "council..testnet",
        "council._dao.testnet",
        ".testnet",
        "council-",
        "not-_alice.near",
        "ƒelicia.near",
        "council.testnet\n",
        "a123456789012345678901234567890123456789012345678901234567890.near"
      })
  void aNameThatTheChainCanNeverHaveIsRefused(String name) {
    Config good = instance.config();
    for (Config bad :
        List.of(
            new Config(name, good.accountId(), good.secretKey(), good.nodeUrl(), Optional.empty()),
            new Config(
                good.contractId(), name, good.secretKey(), good.nodeUrl(), Optional.empty()))) {
      assertThatExceptionOfType(InvalidParameterException.class)
          .isThrownBy(() -> near.initialized(instance(bad)))
          .withMessageContaining("_id is no account id of NEAR");
    }
    assertThat(node.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok",
        "root",
        "1_4m_n0t-al1c3.near",
        "app.stage.testnet",
        "98793cd91a3f870fb126f66285808c7e094afcfc4eda8a970f6648cdf0dbd6de",
        "0x32be343b94f860124dc4fee278fdcbd38c102d88"
      })
  void aNameThatTheChainMayHaveIsTaken(String name) {
    Config good = instance.config();
    assertThatNoException()
        .isThrownBy(
            () ->
                near.initialized(
                    instance(
                        new Config(
                            name, name, good.secretKey(), good.nodeUrl(), Optional.empty()))));
  }

  @Test
  void theServersSettingStandsInForTheDefaultAddress() {
    Config plain =
        new Config("c", "a", FakeNear.SECRET, URI.create(Near.DEFAULT_NODE), Optional.empty());
    assertThat(plain.node(Optional.of(URI.create("http://node.local"))))
        .isEqualTo("http://node.local");
    assertThat(plain.node(Optional.empty())).isEqualTo("https://rpc.testnet.fastnear.com");
    assertThat(instance.config().node(Optional.of(URI.create("http://node.local"))))
        .isEqualTo(node.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'method_name':'add_proposal','args':{'proposal':{'description':'pay me','kind':"
            + "{'type':'Payout','amount':'100'},'target':'dev.mashton.testnet'}},"
            + "'gas':100000000000000,'amount':100000000000000}",
        "{'method_name':'vote','args':{'id':1},'gas':1e14,'amount':0.0}",
        "{'method_name':''}",
        "{'method_name':'m','gas':0.5,'amount':-1}"
      })
  void whatTheOriginalTookForACallIsTaken(String parameters) throws IOException {
    assertTaken("call", parameters);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'method_name':'get_proposals','args':{'from_index':0,'limit':10}}",
        "{'method_name':''}"
      })
  void whatTheOriginalTookForAViewIsTaken(String parameters) throws IOException {
    assertTaken("view", parameters);
  }

  @Test
  void whatTheOriginalTookForAConfigIsTaken() throws IOException {
    String config =
        "{'contract_id':'c','account_id':'a','secret_key':'k',"
            + "'node_url':'https://rpc.testnet.near.org','more':1}";
    assertThat(original("config").errors(json(config))).isEmpty();
    assertThat(descriptor().configSchema().errors(json(config))).isEmpty();
    assertThat(
            descriptor()
                .configSchema()
                .complete(json(config.replaceAll("'node.*', *|,'node[^,]*", "")))
                .getString("node_url"))
        .isEqualTo(Near.DEFAULT_NODE);
  }

  @Test
  void gasAndAmountMayBeStringsOfDigits() {
    InputSchema schema = descriptor().actions().get("call").parameters().orElseThrow();
    assertThat(schema.errors(json("{'method_name':'m','gas':'1','amount':'2'}"))).isEmpty();
    assertThat(schema.errors(json("{'method_name':'m','gas':'1e5'}"))).isNotEmpty();
    assertThat(schema.errors(json("{'method_name':'m','amount':''}"))).isNotEmpty();
    assertThat(schema.complete(json("{'method_name':'m','args':null,'gas':null}")))
        .hasToString("{\"method_name\":\"m\"}");
  }

  private static void assertTaken(String action, String parameters) throws IOException {
    assertThat(original(action).errors(json(parameters))).as("by the original").isEmpty();
    assertThat(
            descriptor().actions().get(action).parameters().orElseThrow().errors(json(parameters)))
        .isEmpty();
  }

  private static PluginDescriptor descriptor() {
    return TestCatalog.read(new Near());
  }

  private static InputSchema original(String name) throws IOException {
    try (InputStream in = NearTest.class.getResourceAsStream("original-schemas.json")) {
      return TestCatalog.schema(
          JsonText.parse(in.readAllBytes()).asJsonObject().getJsonObject(name));
    }
  }

  private static FakeServer answering(String answer) {
    return new FakeServer().answer("/", 200, answer.replace('\'', '"'));
  }

  private JsonObject view(String method, String args) {
    return near.view(instance, new View(method, Optional.of(json(args))));
  }

  private static FakeInstance<Config> instance(String url) {
    return instance(
        new Config(
            FakeNear.CONTRACT,
            FakeNear.ACCOUNT,
            FakeNear.SECRET,
            URI.create(url),
            Optional.empty()));
  }

  private static FakeInstance<Config> instance(Config config) {
    return new FakeInstance<>(config, TestOutboundHttp.client(), Optional.empty());
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
