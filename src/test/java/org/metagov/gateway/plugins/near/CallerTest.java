package org.metagov.gateway.plugins.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.near.FakeNear;
import org.metagov.gateway.fakes.near.FakeNear.Trouble;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.TestOutboundHttp;
import org.metagov.gateway.plugins.near.Near.Config;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.testing.plugin.FakePlatform.Mood;

/** What becomes of calls when others call too, answers are lost and servers crash. */
class CallerTest {
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** Long enough for calls that wait for each other. */
  private static final Duration LONG_PAUSE = Duration.ofMillis(200);

  private static final BigInteger GAS = new BigInteger("100000000000000");

  private final FakeNear near = new FakeNear();
  private final SharedState state = new SharedState();
  private final AtomicReference<Instant> clock =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Node<Config> node = node();

  @AfterEach
  void close() {
    near.close();
  }

  @Test
  void aCallIsExecutedAndForgotten() {
    JsonObject outcome = call(node, "one");
    assertThat(outcome.getJsonObject("status")).hasToString("{\"SuccessValue\":\"MA==\"}");
    assertThat(near.proposals()).hasSize(1);
    assertThat(state.text()).contains("\"open\":[]").doesNotContain("turn");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callsAtOnceAllLandOnOneNodeAndOnTwo(boolean alike) throws Exception {
    Node<Config> other = node();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<JsonObject>> calls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Node<Config> by = i % 2 == 0 ? node : other;
        String text = alike ? "the same" : "number " + i;
        calls.add(threads.submit(() -> new Caller(by, proposal(text), LONG_PAUSE).perform()));
      }
      for (Future<JsonObject> call : calls) {
        assertThat(call.get()).containsKey("status");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(near.proposals()).hasSize(6);
  }

  @Test
  void aCallThatAnotherProgramOvertakesIsSignedAgain() {
    near.trouble(Trouble.OVERTAKEN, Trouble.OVERTAKEN);
    assertThat(call(node, "one")).containsKey("status");
    assertThat(near.proposals()).hasSize(1);
  }

  @Test
  void aCallThatIsOvertakenTooOftenFailsClearly() {
    near.trouble(Trouble.OVERTAKEN, Trouble.OVERTAKEN, Trouble.OVERTAKEN);
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> call(node, "one"))
        .withMessageEndingWith("came first 3 times; this call was not executed");
    assertThat(near.proposals()).isEmpty();
    assertThat(call(node, "one")).containsKey("status");
    assertThat(near.proposals()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST", "UNANSWERED", "TIMEOUT", "FORGOTTEN", "LATE"})
  void aCallWhoseAnswerIsLostIsExecutedOnce(Trouble trouble) {
    near.trouble(trouble);
    assertThat(call(node, "one").getJsonObject("status"))
        .hasToString("{\"SuccessValue\":\"MA==\"}");
    near.letThrough();
    assertThat(near.proposals()).hasSize(1);
    assertThat(near.transactions()).isEqualTo(1);
  }

  @Test
  void aCallIsNotExecutedBeforeAllThatFollowsFromItIs() {
    near.trouble(Trouble.RUNNING);
    JsonObject outcome = call(node, "one");
    assertThat(outcome.getString("final_execution_status")).isEqualTo("EXECUTED");
    assertThat(outcome.getJsonArray("receipts_outcome")).hasSize(2);
    assertThat(near.transactions()).isEqualTo(1);
  }

  @Test
  void aCallWhoseAnswerIsTooSlowIsLookedFor() {
    near.trouble(Trouble.SLOW);
    Node<Config> impatient =
        new Node<>(node.config(), TestOutboundHttp.client(Duration.ofSeconds(2)), state, clock);
    assertThat(call(impatient, "one").getJsonObject("status"))
        .hasToString("{\"SuccessValue\":\"MA==\"}");
    assertThat(near.transactions()).isEqualTo(1);
    assertThat(near.requests())
        .extracting(request -> method(request.body()))
        .containsExactly("query", "block", "send_tx", "tx");
  }

  @Test
  void aCallWhoseFateIsUnknownSaysSoAndGoesOnWhenItIsMadeAgain() {
    near.trouble(Trouble.LATE, Trouble.LATE);
    PlatformException unknown =
        catchThrowableOfType(PlatformException.class, () -> call(node, "one"));
    assertThat(unknown.isTimeout()).isTrue();
    assertThat(unknown)
        .hasMessageStartingWith("It is not known whether transaction ")
        .hasMessageContaining("make the same call again within an hour");
    assertThat(near.letThrough()).isEqualTo(1);

    JsonObject outcome = call(node, "one");
    assertThat(unknown)
        .hasMessageContaining(outcome.getJsonObject("transaction").getString("hash"));
    assertThat(near.transactions()).isEqualTo(1);

    call(node, "one");
    assertThat(near.transactions()).as("a call of its own").isEqualTo(2);
  }

  @Test
  void aCallMadeAgainIsNotExecutedOnceMoreWhenTheFirstArrivesLate() {
    near.trouble(Trouble.LATE, Trouble.LATE);
    assertThatExceptionOfType(PlatformException.class).isThrownBy(() -> call(node, "one"));
    call(node, "one");
    assertThat(near.letThrough()).isZero();
    assertThat(near.proposals()).hasSize(1);
  }

  @Test
  void aCallMadeAgainIsSignedAnewOnceTheFirstCanNotLandAnyMore() {
    near.trouble(Trouble.LATE, Trouble.LATE);
    assertThatExceptionOfType(PlatformException.class).isThrownBy(() -> call(node, "one"));
    call(node, "two");
    assertThat(near.letThrough()).as("its nonce is too low now").isZero();
    call(node, "one");
    assertThat(near.proposals())
        .extracting(proposal -> proposal.getString("description"))
        .containsExactly("two", "one");
  }

  @Test
  void aCallMadeAgainFailsAgainWhileItsFateIsUnknown() {
    near.trouble(Trouble.LATE, Trouble.LATE, Trouble.FORGOTTEN, Trouble.FORGOTTEN);
    String first =
        catchThrowableOfType(PlatformException.class, () -> call(node, "one")).getMessage();
    node.pass(Duration.ofMinutes(59));
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> call(node, "one"))
        .withMessage(first);
    node.pass(Duration.ofMinutes(59));
    near.letThrough();
    call(node, "one");
    assertThat(near.transactions()).isEqualTo(1);
  }

  @Test
  void afterAnHourTheSameCallIsAnotherOne() {
    near.trouble(Trouble.UNANSWERED);
    node.crashAt(3, true);
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> call(node, "one"));
    Node<Config> next = node();
    next.pass(Duration.ofMinutes(61));
    call(next, "one");
    assertThat(near.transactions()).isEqualTo(2);
  }

  /** The third request is the one that sends the transaction. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCrashBetweenSigningAndTheAnswerLosesAndDoublesNothing(boolean arrived) {
    node.crashAt(3, arrived);
    assertThatExceptionOfType(Node.CrashedException.class).isThrownBy(() -> call(node, "one"));
    assertThat(near.transactions()).isEqualTo(arrived ? 1 : 0);

    Node<Config> next = node();
    PlatformException waiting =
        catchThrowableOfType(PlatformException.class, () -> call(next, "one"));
    assertThat(waiting).hasMessageContaining("is under way, or was interrupted");
    assertThat(waiting.retryAfter()).isEqualTo(Optional.of(Duration.ofMinutes(1)));
    assertThat(waiting.isUntouched()).isTrue();

    next.pass(Duration.ofSeconds(61));
    call(next, "one");
    assertThat(near.transactions()).isEqualTo(1);
    call(next, "two");
    assertThat(near.transactions()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCrashBeforeSigningLeavesNothing(int request) {
    node.crashAt(request, true);
    assertThatExceptionOfType(Node.CrashedException.class).isThrownBy(() -> call(node, "one"));
    assertThat(state.text()).contains("\"open\":[]");
  }

  @Test
  void aServerThatWasFrozenDoesNotGoOnInAnothersTurn() {
    Node<Config> frozen = node();
    Ledger late =
        Ledger.EMPTY
            .taken("slow", "call", frozen.now())
            .taken("quick", "call", frozen.now().plusSeconds(61));
    assertThat(late.isHeldBy("quick")).isTrue();
    assertThatExceptionOfType(Ledger.LostTurnException.class)
        .isThrownBy(() -> late.renewed("slow", frozen.now()));
    assertThat(late.left("slow", Optional.empty()).isHeldBy("quick")).isTrue();
  }

  @Test
  void aPanicOfTheContractIsTheCallersAndIsNotTriedAgain() {
    FunctionCall poor = new FunctionCall("add_proposal", "{}", GAS, BigInteger.ONE);
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> new Caller(node, poor, PAUSE).perform())
        .withMessageContaining("failed: ")
        .withMessageContaining("ERR_MIN_BOND");
    assertThat(near.transactions()).isEqualTo(1);
    assertThat(state.text()).contains("\"open\":[]");
  }

  @Test
  void aRefusedTransactionIsTheCallers() {
    FunctionCall rich = new FunctionCall("add_proposal", "{}", GAS, BigInteger.TEN.pow(30));
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> new Caller(node, rich, PAUSE).perform())
        .withMessageContaining("NotEnoughBalance");
    FunctionCall hot = new FunctionCall("add_proposal", "{}", GAS.multiply(BigInteger.TEN), GAS);
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> new Caller(node, hot, PAUSE).perform())
        .withMessageContaining("TotalPrepaidGasExceeded");
    assertThat(near.transactions()).isZero();
  }

  @Test
  void aKeyThatTheAccountHasNotIsTheCallers() {
    for (boolean structured : new boolean[] {false, true}) {
      if (structured) {
        near.structuredErrors();
      }
      Node<Config> other = node(FakeNear.ACCOUNT, FakeNear.LIMITED_SECRET);
      assertThatExceptionOfType(InvalidParameterException.class)
          .isThrownBy(() -> call(other, "one"))
          .withMessageStartingWith("The node refused: ")
          .withMessageContaining(FakeNear.LIMITED_PUBLIC);
      assertThatExceptionOfType(InvalidParameterException.class)
          .isThrownBy(() -> call(node("nobody.near", FakeNear.SECRET), "one"))
          .withMessageContaining("nobody.near");
    }
  }

  @Test
  void aCallThatWasExecutedBeforeItsKeyWasDeletedIsStillTold() {
    node.crashAt(3, true);
    assertThatExceptionOfType(Node.CrashedException.class).isThrownBy(() -> call(node, "one"));
    near.deleteKey();
    Node<Config> next = node();
    next.pass(Duration.ofSeconds(61));
    assertThat(call(next, "one").getJsonObject("status"))
        .hasToString("{\"SuccessValue\":\"MA==\"}");
    assertThat(near.transactions()).isEqualTo(1);
  }

  @Test
  void aCallWhoseKeyWasDeletedBeforeItArrivedIsTheCallersAndIsForgotten() {
    node.crashAt(3, false);
    assertThatExceptionOfType(Node.CrashedException.class).isThrownBy(() -> call(node, "one"));
    near.deleteKey();
    Node<Config> next = node();
    next.pass(Duration.ofSeconds(61));
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> call(next, "one"))
        .withMessageContaining("does not exist");
    assertThat(state.text()).contains("\"open\":[]");
  }

  @Test
  void aKeyForTheContractAloneMayCallItWithoutADeposit() {
    Node<Config> limited = node(FakeNear.LIMITED, FakeNear.LIMITED_SECRET);
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> call(limited, "one"))
        .withMessageContaining("DepositWithFunctionCall");
    FunctionCall other = new FunctionCall("act_proposal", "{}", GAS, BigInteger.ZERO);
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> new Caller(limited, other, PAUSE).perform())
        .withMessageContaining("MethodNameMismatch");
  }

  @Test
  void aCallThatIsNotSentIsKnownNotToBe() {
    near.feel(Mood.BUSY);
    PlatformException busy = catchThrowableOfType(PlatformException.class, () -> call(node, "one"));
    assertThat(busy.retryAfter()).isPresent();
    assertThat(state.text()).contains("\"open\":[]").doesNotContain("turn");
  }

  private static String method(String request) {
    return JsonText.parse(request).asJsonObject().getString("method");
  }

  private JsonObject call(Node<Config> by, String text) {
    return new Caller(by, proposal(text), PAUSE).perform();
  }

  private static FunctionCall proposal(String text) {
    return new FunctionCall(
        "add_proposal", "{\"proposal\":{\"description\":\"" + text + "\"}}", GAS, GAS);
  }

  private Node<Config> node() {
    return node(FakeNear.ACCOUNT, FakeNear.SECRET);
  }

  private Node<Config> node(String account, String secret) {
    return new Node<>(
        new Config(FakeNear.CONTRACT, account, secret, URI.create(near.url()), Optional.empty()),
        TestOutboundHttp.client(),
        state,
        clock);
  }
}
