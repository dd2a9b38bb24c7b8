package org.metagov.gateway.plugins.opencollective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.plugin.FakePlatform.Delivery;
import org.metagov.gateway.testing.plugin.FakePlatform.Mood;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

/** Webhooks are hints: what drivers hear is what the platform says when asked. */
class ExpenseEventsTest {
  private static final String OWN = FakeOpenCollective.EXPENSE;

  private final FakeOpenCollective platform = new FakeOpenCollective();
  private final PluginUnderTest plugin =
      new PluginUnderTest(
          new OpenCollective(),
          json(
              "{\"collective_slug\":\"metagov\",\"personal_token\":\"%s\"}"
                  .formatted(FakeOpenCollective.PERSONAL_TOKEN)),
          Optional.of(platform.url()));

  @BeforeEach
  void hook() {
    platform.hook(plugin.hookUrl());
    platform.hook("gateway-docs", plugin.hookUrl());
    platform.hook("babel", plugin.hookUrl());
    platform.hook("hidden", plugin.hookUrl());
  }

  @AfterEach
  void close() {
    plugin.close();
    platform.close();
  }

  @Test
  void aNewExpenseIsItsAuthors() {
    String id = platform.submit("metagov", "Stickers", 4_200);
    Emitted event = only();
    assertThat(event.eventType()).isEqualTo("expense_created");
    assertThat(event.data().getString("id")).isEqualTo(id);
    assertThat(event.data().getString("description")).isEqualTo("Stickers");
    assertThat(event.data().getInt("amount")).isEqualTo(4_200);
    assertThat(event.data().getString("url"))
        .isEqualTo(platform.url() + "/metagov/expenses/" + event.data().get("legacyId"));
    assertThat(initiator(event))
        .isEqualTo("{\"user_id\":\"alice\",\"provider\":\"opencollective\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"approved", "rejected", "paid", "unpaid", "spam", "scheduledForPayment"})
  void aDecisionIsWhosActivityItIs(String what) {
    platform.decide(OWN, what);
    Emitted event = only();
    assertThat(event.eventType()).isEqualTo("expense_" + what);
    assertThat(initiator(event)).isEqualTo("{\"user_id\":\"bob\",\"provider\":\"opencollective\"}");
  }

  @Test
  void ofSeveralDecisionsEachIsItsOwnAuthors() {
    platform.decide(OWN, "approved");
    plugin.action(
        "process-expense", json("{\"expense_id\":\"" + OWN + "\",\"action\":\"UNAPPROVE\"}"));
    platform.decide(OWN, "approved");
    plugin.workOff();
    assertThat(plugin.events().stream().map(Emitted::eventType))
        .containsExactly("expense_approved", "expense_unapproved", "expense_approved");
    assertThat(plugin.events().stream().map(ExpenseEventsTest::userId))
        .containsExactly("\"bob\"", "\"governance-bot\"", "\"bob\"");
  }

  @Test
  void numbersStayWhole() {
    platform.decide(OWN, "paid", json("{\"transaction\":9007199254740993}"));
    assertThat(
            only()
                .data()
                .getJsonArray("activities")
                .getJsonObject(0)
                .getJsonObject("data")
                .toString())
        .isEqualTo("{\"transaction\":9007199254740993}");
  }

  @Test
  void anExpenseOfAProjectIsTheCollectives() {
    platform.submit("gateway-docs", "Pens", 300);
    Emitted event = only();
    assertThat(event.data().getString("url"))
        .isEqualTo(
            platform.url() + "/metagov/gateway-docs/expenses/" + event.data().get("legacyId"));
  }

  @Test
  void anExpenseOfAnotherCollectiveIsNobodysBusiness() {
    String id = platform.submit("babel", "Pens", 300);
    platform.decide(id, "deleted");
    assertThat(plugin.workOff()).isEqualTo(2);
    assertThat(plugin.events()).isEmpty();
    assertThat(plugin.passedOver()).hasSize(2);
  }

  @Test
  void anExpenseThatIsPrivateIsNobodysBusiness() {
    String id = platform.submit("hidden", "Pens", 300);
    platform.decide(id, "approved");
    platform.pretend(id, "deleted");
    assertThat(plugin.workOff()).isEqualTo(3);
    assertThat(plugin.events()).isEmpty();
  }

  @Test
  void aTokenThatMayNotSeeTheCollectiveAnyMoreIsAFailure() {
    platform.decide(OWN, "approved");
    platform.hide("metagov", true);
    platform.dismiss();
    assertThatThrownBy(plugin::workOff).isInstanceOf(ProblemException.class);
  }

  @Test
  void aWebhookThatSaysItIsOfAnotherCollectiveIsPassedOver() {
    platform.decide(OWN, "approved");
    String genuine = platform.deliveries().get(0).body();
    plugin.workOff();
    for (String other : List.of("580", "11060", "1", "2147483647")) {
      redeliver(genuine.replace("\"CollectiveId\":11049", "\"CollectiveId\":" + other));
    }
    assertThat(plugin.workOff()).isEqualTo(4);
    assertThat(plugin.events()).hasSize(1);
    assertThat(plugin.passedOver())
        .hasSize(4)
        .containsOnly("It is of an account that is neither the collective nor below it");
  }

  /** As when it was moved between the two. */
  @Test
  void aWebhookOfTheCollectiveOrAProjectMayBeOfTheOthersExpense() {
    platform.decide(OWN, "approved");
    String genuine = platform.deliveries().get(0).body();
    String id = platform.submit("gateway-docs", "Pens", 300);
    String project = platform.deliveries().get(1).body();
    plugin.workOff();
    redeliver(genuine.replace("\"CollectiveId\":11049", "\"CollectiveId\":11052"));
    redeliver(project.replace("\"CollectiveId\":11052", "\"CollectiveId\":11049"));
    assertThat(plugin.workOff()).isEqualTo(2);
    assertThat(plugin.events().stream().map(event -> event.data().getString("id")))
        .containsExactly(OWN, id, OWN, id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"approved", "unapproved", "rejected", "paid", "deleted"})
  void whatHasNotHappenedIsNotTold(String what) {
    platform.pretend(OWN, what);
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(plugin.events()).isEmpty();
    assertThat(plugin.passedOver()).hasSize(1);
  }

  @Test
  void whatThePlatformListsNowhereIsToldWithoutAnAuthor() {
    platform.pretend(OWN, "reApprovalRequested");
    Emitted event = only();
    assertThat(event.eventType()).isEqualTo("expense_reApprovalRequested");
    assertThat(initiator(event)).isEqualTo("{\"user_id\":null,\"provider\":\"opencollective\"}");
  }

  @Test
  void ofADeletedExpenseItsIdsAreTold() {
    String id = platform.submit("gateway-docs", "Pens", 300);
    plugin.workOff();
    platform.decide(id, "deleted");
    plugin.workOff();
    Emitted event = plugin.events().get(1);
    assertThat(event.eventType()).isEqualTo("expense_deleted");
    assertThat(event.data().keySet()).containsExactlyInAnyOrder("id", "legacyId", "url");
    assertThat(event.data().getString("id")).isEqualTo(id);
  }

  @Test
  void aDeletedExpenseIsFoundAmongManyProjects() {
    String newest = platform.found(230);
    platform.hook(newest, plugin.hookUrl());
    String id = platform.submit(newest, "Pens", 300);
    String oldest = platform.submit("gateway-docs", "Pencils", 300);
    plugin.workOff();
    platform.decide(id, "deleted");
    platform.decide(oldest, "deleted");
    plugin.workOff();
    assertThat(plugin.events().stream().map(Emitted::eventType))
        .containsExactly(
            "expense_created", "expense_created", "expense_deleted", "expense_deleted");
  }

  @Test
  void aCollectiveThatIsGoneHasNoDeletedExpenses() {
    platform.decide(OWN, "deleted");
    platform.delete("metagov");
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(plugin.events()).isEmpty();
  }

  @Test
  void aWebhookThatComesTwiceIsOneEvent() {
    platform.decide(OWN, "approved");
    Delivery delivery = platform.deliveries().get(0);
    assertThat(platform.redeliver(delivery)).isEqualTo(200);
    assertThat(plugin.workOff()).isEqualTo(1);
    assertThat(plugin.events()).hasSize(1);
  }

  @Test
  void aForgedWebhookDoesNotKeepAGenuineOneOut() {
    platform.pretend(OWN, "paid");
    platform.decide(OWN, "approved");
    String genuine = platform.deliveries().get(1).body();
    JsonObject body = json(genuine);
    String forged = genuine.replace("collective.expense.approved", "collective.expense.rejected");
    assertThat(accepted(forged)).isNotEqualTo(accepted(genuine));
    assertThat(json(forged).get("id")).isEqualTo(body.get("id"));
  }

  @Test
  void aPlatformThatFailsIsAskedAgain() {
    platform.decide(OWN, "approved");
    platform.feel(Mood.BROKEN);
    assertThatThrownBy(plugin::workOff).isInstanceOf(ProblemException.class);
    assertThat(plugin.events()).isEmpty();
  }

  @Test
  void aWebhookWithoutTheNewIdIsUnderstood() {
    platform.decide(OWN, "approved");
    String body = platform.deliveries().get(0).body().replace("\"idV2\":\"" + OWN + "\",", "");
    assertThat(body).doesNotContain(OWN);
    plugin.workOff();
    platform.redeliver(new Delivery(plugin.hookUrl(), Map.of(), body, 0));
    plugin.workOff();
    assertThat(plugin.events()).hasSize(2);
    assertThat(plugin.events().get(1).data()).isEqualTo(plugin.events().get(0).data());
  }

  @Test
  void whatNamesNoExpenseIsNotKept() {
    platform.decide(OWN, "moved");
    assertThat(platform.deliveries().get(0).status()).isEqualTo(200);
    assertThat(plugin.workOff()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":7}",
        "{\"type\":\"collective.expense.\",\"data\":{\"expense\":{\"id\":1}}}",
        "{\"type\":\"collective.expense.paid\"}",
        "{\"type\":\"collective.expense.paid\",\"data\":[]}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":7}}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":{}}}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":{\"id\":\"1\"}}}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":{\"id\":1.5}}}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":{\"id\":-1}}}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":{\"id\":4294967297}}}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":{\"id\":1e999}}}",
        "{\"type\":\"collective.expense.paid\",\"data\":{\"expense\":{\"idV2\":\"a b\",\"id\":1}}}",
        "{\"type\":\"collective.expense.a b\",\"data\":{\"expense\":{\"id\":1}}}",
        "{\"type\":\"collective.expense.a\\u0000\",\"data\":{\"expense\":{\"id\":1}}}",
        "{\"type\":\"collective.expense.paid\",\"CollectiveId\":\"11049\","
            + "\"data\":{\"expense\":{\"id\":1}}}",
        "{\"type\":\"collective.expense.paid\",\"CollectiveId\":1e99,"
            + "\"data\":{\"expense\":{\"id\":1}}}",
        "{\"type\":\"collective.update.published\",\"data\":{\"expense\":{\"id\":51344}}}",
        "{\"type\":\"conversation.comment.created\",\"data\":{}}"
      })
  void whatIsNoHintIsAnsweredAndForgotten(String body) {
    assertThat(plugin.admit(request(body))).isInstanceOf(Gate.Answer.class);
  }

  /** Whoever knows the URL could make the plugin fail, and be asked again and again. */
  @ParameterizedTest
  @ValueSource(ints = {101, 300, 100_000})
  void aTypeOrAnIdThatIsTooLongIsJudgedAtOnce(int length) {
    String long1 = "x".repeat(length);
    String body = "{\"type\":\"collective.expense.%s\",\"data\":{\"expense\":{\"idV2\":\"%s\"}}}";
    assertThat(plugin.admit(request(body.formatted(long1, OWN)))).isInstanceOf(Gate.Answer.class);
    assertThat(plugin.admit(request(body.formatted("paid", long1))))
        .isInstanceOf(Gate.Answer.class);
    assertThat(platform.requests()).isEmpty();
  }

  @Test
  void anIdThatThePlatformCanNeverHaveIsAskedForOnce() {
    String body = "{\"type\":\"collective.expense.%s\",\"data\":{\"expense\":{\"idV2\":\"none\"}}}";
    redeliver(body.formatted("paid"));
    redeliver(body.formatted("deleted"));
    assertThat(plugin.workOff()).isEqualTo(2);
    assertThat(plugin.events()).isEmpty();
    assertThat(platform.requests()).hasSize(2);
  }

  @Test
  void anOddTimeIsNobodysActivity() {
    platform.decide(OWN, "approved");
    String body = platform.deliveries().get(0).body();
    String odd = body.replaceFirst("\"createdAt\":\"[^\"]*\"", "\"createdAt\":\"yesterday\"");
    plugin.workOff();
    platform.redeliver(new Delivery(plugin.hookUrl(), Map.of(), odd, 0));
    plugin.workOff();
    assertThat(userId(plugin.events().get(1))).isEqualTo("null");
  }

  @Test
  void eachExpenseIsALane() {
    String body = "{\"type\":\"collective.expense.%s\",\"data\":{\"expense\":{%s}}}";
    String first = lane(body.formatted("paid", "\"idV2\":\"ex_1\""));
    assertThat(first)
        .isEqualTo(lane(body.formatted("deleted", "\"idV2\":\"ex_1\",\"id\":2")))
        .isNotEqualTo(lane(body.formatted("paid", "\"idV2\":\"ex_2\"")))
        .isNotEqualTo(lane(body.formatted("paid", "\"id\":1")));
  }

  private void redeliver(String body) {
    platform.redeliver(new Delivery(plugin.hookUrl(), Map.of(), body, 0));
  }

  private Emitted only() {
    plugin.workOff();
    List<Emitted> events = plugin.events();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private String lane(String body) {
    return ((Gate.Accept) plugin.admit(request(body))).lane();
  }

  private Optional<String> accepted(String body) {
    return ((Gate.Accept) plugin.admit(request(body))).deliveryId();
  }

  private static WebhookRequest request(String body) {
    return new WebhookRequest(Map.of(), "", body.getBytes(StandardCharsets.UTF_8), Instant.now());
  }

  private static String initiator(Emitted event) {
    return event.initiator().toString();
  }

  private static String userId(Emitted event) {
    return event.initiator().asJsonObject().get("user_id").toString();
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
