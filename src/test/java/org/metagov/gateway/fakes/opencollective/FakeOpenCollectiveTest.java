package org.metagov.gateway.fakes.opencollective;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.FakeServer;

/** The fake refuses what the platform refuses. */
class FakeOpenCollectiveTest {
  private static final Map<String, String> BOT =
      Map.of("Personal-Token", FakeOpenCollective.PERSONAL_TOKEN);
  private static final String CREATE =
      "mutation C($title: String!, $html: String!, $account: AccountReferenceInput, $tags: [String])"
          + " { createConversation(title: $title, html: $html, account: $account, tags: $tags)"
          + " { id slug title tags summary body { id html reactions } stats { commentsCount } } }";
  private static final String COMMENT =
      "mutation C($comment: CommentCreateInput!) { createComment(comment: $comment) { id html } }";
  private static final String PROCESS =
      "mutation P($e: ExpenseReferenceInput!, $a: ExpenseProcessAction!)"
          + " { processExpense(expense: $e, action: $a) { status } }";

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeOpenCollective platform = new FakeOpenCollective();

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void eachKindOfTokenIsKnown() throws Exception {
    String me = "{ me { slug } }";
    for (Map<String, String> token :
        java.util.List.of(
            BOT,
            Map.of("Api-Key", FakeOpenCollective.PERSONAL_TOKEN),
            Map.of("Authorization", "Bearer " + FakeOpenCollective.OAUTH_TOKEN))) {
      assertThat(data(ask(token, me, "{}"), "me").getString("slug")).isEqualTo("governance-bot");
    }
  }

  @Test
  void anUnknownPersonalTokenIsRefusedAndRepeated() throws Exception {
    HttpResponse<String> answer =
        send(Map.of("Personal-Token", "pt-wrong"), "{ me { slug } }", "{}");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("pt-wrong");
  }

  @Test
  void anUnknownOAuthTokenIsNobody() throws Exception {
    JsonObject answer = ask(Map.of("Authorization", "Bearer wrong"), "{ me { slug } }", "{}");
    assertThat(answer.getJsonObject("data").get("me")).isEqualTo(JsonValue.NULL);
    HttpResponse<String> expired =
        send(
            Map.of("Authorization", "Bearer " + FakeOpenCollective.EXPIRED_TOKEN),
            "{ me { slug } }",
            "{}");
    assertThat(expired.statusCode()).isEqualTo(401);
    assertThat(expired.body()).contains("jwt_expired");
  }

  @Test
  void nobodyIsNotToWrite() throws Exception {
    assertThat(code(ask(Map.of(), CREATE, conversation("Lunch?")))).isEqualTo("Unauthorized");
    assertThat(
            code(
                ask(
                    Map.of("Personal-Token", FakeOpenCollective.WEAK_TOKEN),
                    CREATE,
                    conversation("Lunch?"))))
        .isEqualTo("Forbidden");
    assertThat(platform.conversations()).isEmpty();
  }

  @Test
  void nobodyIsNotToAskOften() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(send(Map.of(), "{ me { slug } }", "{}").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> answer = send(Map.of(), "{ me { slug } }", "{}");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("12.345");
    assertThat(send(BOT, "{ me { slug } }", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void theDocumentHasToFitTheSchema() throws Exception {
    assertRefused("{ me { slug }", "GRAPHQL_PARSE_FAILED");
    assertRefused("{ me { shoeSize } }", "GRAPHQL_VALIDATION_FAILED");
    assertRefused("{ me }", "GRAPHQL_VALIDATION_FAILED");
    assertRefused("{ members { id } }", "GRAPHQL_VALIDATION_FAILED");
    assertRefused("query Q($id: String!) { conversation(id: $id) { id } }", "BAD_USER_INPUT");
    assertRefused("{ expense(expense: {number: 7}) { id } }", "GRAPHQL_VALIDATION_FAILED");
    assertRefused(
        "mutation { createConversation(title: \"Abc\") { id } }", "GRAPHQL_VALIDATION_FAILED");
  }

  @Test
  void variablesHaveToFitTheirTypes() throws Exception {
    String flat = "{\"title\":\"Lunch?\",\"html\":null,\"account\":{\"slug\":\"metagov\"}}";
    assertThat(code(ask(BOT, CREATE, flat))).isEqualTo("BAD_USER_INPUT");
    String wrong = "{\"title\":\"Lunch?\",\"html\":\"now\",\"account\":\"metagov\"}";
    assertThat(code(ask(BOT, CREATE, wrong))).isEqualTo("BAD_USER_INPUT");
    String action = "{\"e\":{\"id\":\"" + FakeOpenCollective.EXPENSE + "\"},\"a\":\"EAT\"}";
    assertThat(code(ask(BOT, PROCESS, action))).isEqualTo("BAD_USER_INPUT");
    assertThat(platform.conversations()).isEmpty();
  }

  @Test
  void onlyJsonIsPosted() throws Exception {
    URI url = URI.create(platform.url() + "/api/graphql/v2");
    HttpResponse<String> form =
        client.send(
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("query=%7Bme%7Bslug%7D%7D"))
                .build(),
            BodyHandlers.ofString());
    assertThat(form.statusCode()).isEqualTo(400);
    HttpResponse<String> elsewhere =
        client.send(
            HttpRequest.newBuilder(URI.create(platform.url() + "/graphql/v1")).GET().build(),
            BodyHandlers.ofString());
    assertThat(elsewhere.statusCode()).isEqualTo(404);
  }

  @Test
  void aConversationIsKeptAsThePlatformKeepsIt() throws Exception {
    String variables =
        "{\"title\":\"  Lunch at Noon?\",\"html\":\"<p>Soup</p>\",\"account\":{\"slug\":\"Metagov\"},"
            + "\"tags\":[\"metagov-vote\",\"#Food\",\"food, soup\"]}";
    JsonObject created = data(ask(BOT, CREATE, variables), "createConversation");
    assertThat(created.getString("title")).isEqualTo("Lunch at Noon?");
    assertThat(created.getString("slug")).isEqualTo("lunch-at-noon");
    assertThat(created.getString("summary")).isEqualTo("Soup");
    assertThat(created.getJsonArray("tags").getValuesAs(JsonString::getString))
        .containsExactly("metagov-vote", "food", "soup");
  }

  @Test
  void whatCannotBeAConversationIsRefused() throws Exception {
    assertThat(code(ask(BOT, CREATE, conversation("No")))).isEqualTo("INTERNAL_SERVER_ERROR");
    assertThat(code(ask(BOT, CREATE, conversation("x".repeat(256)))))
        .isEqualTo("INTERNAL_SERVER_ERROR");
    String elsewhere = conversation("Lunch?").replace("metagov", "nowhere");
    assertThat(code(ask(BOT, CREATE, elsewhere))).isEqualTo("NotFound");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertThat(code(ask(BOT, "{ conversation(id: \"conv_0\") { id } }", "{}")))
        .isEqualTo("NotFound");
    JsonObject none = ask(BOT, "{ expense(expense: {legacyId: 1}) { id } }", "{}");
    assertThat(none).hasToString("{\"data\":{\"expense\":null}}");
    assertThat(code(ask(BOT, "{ collective(slug: \"nowhere\") { id } }", "{}")))
        .isEqualTo("NotFound");
    JsonObject quiet =
        ask(BOT, "{ collective(slug: \"nowhere\", throwIfMissing: false) { id } }", "{}");
    assertThat(quiet.containsKey("errors")).isFalse();
    assertThat(
            code(
                ask(
                    BOT,
                    "mutation { editConversation(id: \"conv_0\", title: \"Abc\") { id } }",
                    "{}")))
        .isEqualTo("NotFound");
  }

  @Test
  void anIdThatCanBeNoneIsABadRequest() throws Exception {
    assertThat(code(ask(BOT, "{ conversation(id: \"x\") { id } }", "{}"))).isEqualTo("BadRequest");
    assertThat(code(ask(BOT, "{ expense(expense: {id: \"none\"}) { id } }", "{}")))
        .isEqualTo("BadRequest");
    assertThat(code(ask(BOT, "{ expense(expense: {id: \"ex_0\"}) { id } }", "{}"))).isEmpty();
  }

  @Test
  void whatIsPrivateIsForbidden() throws Exception {
    String id = platform.submit("hidden", "Stickers", 700);
    assertThat(code(ask(BOT, "{ collective(slug: \"hidden\") { id } }", "{}")))
        .isEqualTo("Forbidden");
    assertThat(code(ask(BOT, "{ expense(expense: {id: \"" + id + "\"}) { id } }", "{}")))
        .isEqualTo("Forbidden");
  }

  @Test
  void aSecondFactorIsAskedOfAdmins() throws Exception {
    String approve = "{\"e\":{\"id\":\"%s\"},\"a\":\"APPROVE\"}";
    platform.demand(SecondFactor.NOT_PRE_AUTHORIZED);
    JsonObject answer = ask(BOT, PROCESS, approve.formatted(FakeOpenCollective.EXPENSE));
    assertThat(code(answer)).isEqualTo("INTERNAL_SERVER_ERROR");
    assertThat(answer.toString()).contains("This personal token is not pre-authorized for 2FA");
    String elsewhere = platform.submit("babel", "Stickers", 700);
    assertThat(code(ask(BOT, PROCESS, approve.formatted(elsewhere)))).isEqualTo("Forbidden");
    platform.demand(SecondFactor.NOT_CONFIGURED);
    assertThat(code(ask(BOT, PROCESS, approve.formatted(FakeOpenCollective.EXPENSE))))
        .isEqualTo("2FA_REQUIRED");
  }

  @Test
  void accountsBelowComeByPages() throws Exception {
    platform.found(150);
    String page =
        "{ collective(slug: \"metagov\") { childrenAccounts(limit: %d, offset: %d)"
            + " { totalCount nodes { slug } } } }";
    JsonObject second =
        data(ask(BOT, page.formatted(100, 100), "{}"), "collective")
            .getJsonObject("childrenAccounts");
    assertThat(second.getInt("totalCount")).isEqualTo(151);
    assertThat(second.getJsonArray("nodes")).hasSize(51);
    assertThat(code(ask(BOT, page.formatted(101, 0), "{}"))).isEqualTo("BadRequest");
  }

  @Test
  void aCommentIsOnOneThing() throws Exception {
    data(ask(BOT, CREATE, conversation("Lunch?")), "createConversation");
    String id = platform.conversations().get(0).getString("id");
    assertThat(data(ask(BOT, COMMENT, comment(id, "")), "createComment").getString("html"))
        .isEqualTo("Yes");
    assertThat(code(ask(BOT, COMMENT, comment("", FakeOpenCollective.EXPENSE)))).isEmpty();
    assertThat(code(ask(BOT, COMMENT, comment("", "")))).isEqualTo("ValidationFailed");
    assertThat(code(ask(BOT, COMMENT, comment(id, FakeOpenCollective.EXPENSE))))
        .isEqualTo("ValidationFailed");
    assertThat(code(ask(BOT, COMMENT, comment("conv_0", "")))).isEqualTo("NotFound");
    assertThat(code(ask(BOT, COMMENT, comment("abcdefgh", "")))).isEqualTo("ValidationFailed");
  }

  @Test
  void onlyAdminsDecideOnExpenses() throws Exception {
    String id = platform.submit("babel", "Stickers", 700);
    String variables = "{\"e\":{\"id\":\"%s\"},\"a\":\"%s\"}";
    assertThat(code(ask(BOT, PROCESS, variables.formatted(id, "APPROVE")))).isEqualTo("Forbidden");
    String own = FakeOpenCollective.EXPENSE;
    assertThat(code(ask(BOT, PROCESS, variables.formatted(own, "UNAPPROVE")))).isEmpty();
    assertThat(
            data(ask(BOT, PROCESS, variables.formatted(own, "APPROVE")), "processExpense")
                .getString("status"))
        .isEqualTo("APPROVED");
    assertThat(code(ask(BOT, PROCESS, variables.formatted(own, "REJECT"))))
        .isEqualTo("UNSUPPORTED_STATUS");
  }

  @Test
  void membersComeByPages() throws Exception {
    platform.join(20);
    String page =
        "{ collective(slug: \"metagov\") { members(limit: %d, offset: %d)"
            + " { totalCount nodes { account { slug } } } } }";
    JsonObject second =
        data(ask(BOT, page.formatted(10, 10), "{}"), "collective").getJsonObject("members");
    assertThat(second.getInt("totalCount")).isEqualTo(24);
    assertThat(second.getJsonArray("nodes")).hasSize(10);
    assertThat(code(ask(BOT, page.formatted(1_001, 0), "{}"))).isEqualTo("INTERNAL_SERVER_ERROR");
  }

  @Test
  void conversationsAreFoundByTheirTag() throws Exception {
    String tagged = conversation("Lunch?").replace("{\"title\"", "{\"tags\":[\"A-b\"],\"title\"");
    ask(BOT, CREATE, tagged);
    ask(BOT, CREATE, conversation("Dinner?"));
    String find =
        "query F($tag: String) { collective(slug: \"metagov\")"
            + " { conversations(tag: $tag) { nodes { title } } } }";
    assertThat(found(find, "\"a-b\"")).containsExactly("Lunch?");
    assertThat(found(find, "\"A-b\"")).isEmpty();
    assertThat(found(find, "null")).containsExactly("Dinner?", "Lunch?");
  }

  @Test
  void webhooksAreThePlatforms() throws Exception {
    try (FakeServer gateway = new FakeServer().answer("/hook", 200, "")) {
      platform.hook(gateway.url("/hook"));
      platform.submit("gateway-docs", "Nobody hears of", 300);
      platform.hook("gateway-docs", gateway.url("/hook"));
      String id = platform.submit("gateway-docs", "Pens", 300);
      control("decide", "{\"id\":\"" + id + "\",\"what\":\"moved\"}");
      assertThat(gateway.requests()).hasSize(2);
      JsonObject created = Payloads.json(gateway.requests().get(0).body()).asJsonObject();
      assertThat(created.keySet())
          .containsExactlyInAnyOrder("createdAt", "id", "type", "CollectiveId", "data");
      assertThat(created.getString("type")).isEqualTo("collective.expense.created");
      assertThat(created.getInt("CollectiveId")).isEqualTo(11052);
      assertThat(created.getJsonObject("data").getJsonObject("expense").getString("idV2"))
          .isEqualTo(id);
      JsonObject moved = Payloads.json(gateway.requests().get(1).body()).asJsonObject();
      assertThat(moved.getJsonObject("data")).isEmpty();
    }
  }

  @Test
  void whatCannotBeDoneIsToldByTheControlApi() throws Exception {
    assertThat(control("fly", "{}").statusCode()).isEqualTo(400);
    assertThat(control("decide", "{\"id\":\"none\",\"what\":\"paid\"}").statusCode())
        .isEqualTo(400);
    assertThat(control("react", "{}").statusCode()).isEqualTo(400);
    assertThat(control("vote", "{}").statusCode()).isEqualTo(200);
  }

  private java.util.List<String> found(String find, String tag) throws Exception {
    return data(ask(BOT, find, "{\"tag\":" + tag + "}"), "collective")
        .getJsonObject("conversations")
        .getJsonArray("nodes")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(each -> each.getString("title"))
        .toList();
  }

  private void assertRefused(String document, String code) throws Exception {
    HttpResponse<String> answer = send(BOT, document, "{}");
    assertThat(answer.statusCode()).as(document).isEqualTo(400);
    assertThat(code(Payloads.json(answer.body()).asJsonObject())).as(document).isEqualTo(code);
  }

  private static String conversation(String title) {
    return "{\"title\":\"%s\",\"html\":\"now\",\"account\":{\"slug\":\"metagov\"}}"
        .formatted(title);
  }

  private static String comment(String conversation, String expense) {
    JsonObjectBuilder comment = Json.createObjectBuilder().add("html", "Yes");
    if (!conversation.isEmpty()) {
      comment.add("conversation", Json.createObjectBuilder().add("id", conversation));
    }
    if (!expense.isEmpty()) {
      comment.add("expense", Json.createObjectBuilder().add("id", expense));
    }
    return Json.createObjectBuilder().add("comment", comment).build().toString();
  }

  /** Returns the code of the first error; empty where there is none. */
  private static String code(JsonObject answer) {
    return answer.containsKey("errors")
        ? answer
            .getJsonArray("errors")
            .getJsonObject(0)
            .getJsonObject("extensions")
            .getString("code")
        : "";
  }

  private static JsonObject data(JsonObject answer, String field) {
    assertThat(code(answer)).as(answer.toString()).isEmpty();
    return answer.getJsonObject("data").getJsonObject(field);
  }

  private JsonObject ask(Map<String, String> headers, String query, String variables)
      throws IOException, InterruptedException {
    return Payloads.json(send(headers, query, variables).body()).asJsonObject();
  }

  private HttpResponse<String> send(Map<String, String> headers, String query, String variables)
      throws IOException, InterruptedException {
    JsonObject body =
        Json.createObjectBuilder()
            .add("query", query)
            .add("variables", Payloads.json(variables))
            .build();
    return post("/api/graphql/v2", headers, body.toString());
  }

  private HttpResponse<String> control(String command, String parameters)
      throws IOException, InterruptedException {
    return post("/control/" + command, Map.of(), parameters);
  }

  private HttpResponse<String> post(String path, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(platform.url() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
