package org.metagov.gateway.fakes.loomio;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.FakeServer;

class FakeLoomioTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";
  private static final String POLL =
      "title=Tea%3F&poll_type=proposal&closing_at=2099-01-01&options[]=agree&options[]=disagree";

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeLoomio loomio = new FakeLoomio();
  private final FakeLoomio old = FakeLoomio.of2021();

  @AfterEach
  void close() {
    loomio.close();
    old.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer nobody", "Bearer", "Basic loomio-user-key-1"})
  void withoutTheTokenOfAUserNothingIsShown(String header) throws Exception {
    HttpRequest.Builder request = to(loomio, "/api/b2/polls?group_id=710495");
    HttpResponse<String> answer =
        send(header.isEmpty() ? request : request.setHeader("Authorization", header));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(json(answer)).containsKey("error");
  }

  @Test
  void aKeyInTheQueryIsNone() throws Exception {
    assertThat(send(to(loomio, "/api/b2/groups?api_key=" + FakeLoomio.KEY)).statusCode())
        .isEqualTo(403);
    String body = POLL + "&group_id=710495&api_key=" + FakeLoomio.KEY;
    assertThat(
            send(to(loomio, "/api/b2/polls").POST(text(body)).setHeader("Content-Type", FORM))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void beforeThreeOneTheKeyIsAParameterAndPagesHaveOtherWords() throws Exception {
    try (FakeLoomio old = new FakeLoomio(FakeLoomio.Age.BEFORE_3_1)) {
      String key = "?api_key=" + FakeLoomio.KEY;
      assertThat(send(to(old, "/api/b2/polls?group_id=710495")).statusCode()).isEqualTo(403);
      assertThat(send(to(old, "/api/b2/groups" + key)).statusCode()).isEqualTo(404);
      String members = "/api/b2/memberships" + key + "&group_id=710495";
      assertThat(json(send(to(old, members + "&limit=1"))).getJsonArray("memberships")).hasSize(3);
      assertThat(json(send(to(old, members + "&per=1"))).getJsonArray("memberships")).hasSize(1);
      String asMember = members.replace(FakeLoomio.KEY, FakeLoomio.MEMBER_KEY);
      assertThat(send(to(old, asMember)).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void theLastGroupApiRefusesWhatItDoesNotKnow() throws Exception {
    try (FakeLoomio old = new FakeLoomio(FakeLoomio.Age.LAST_GROUP_API)) {
      String poll = POLL + "&api_key=" + FakeLoomio.GROUP_KEY;
      for (String member : List.of("&hide_results_until_closed=true", "&hide_results=off")) {
        HttpRequest.Builder request =
            to(old, "/api/b1/polls").POST(text(poll + member)).setHeader("Content-Type", FORM);
        assertThat(send(request).statusCode()).isEqualTo(member.contains("until") ? 400 : 200);
      }
    }
  }

  @Test
  void aFormAndANestedBodyMakeAPoll() throws Exception {
    JsonObject poll = first(json(post(FORM, POLL + "&group_id=710495")));
    assertThat(poll.getInt("group_id")).isEqualTo(710_495);
    assertThat(poll.getJsonArray("poll_option_names").toString())
        .isEqualTo("[\"Agree\",\"Disagree\"]");
    assertThat(poll.get("closed_at")).hasToString("null");
    String nested =
        "{\"poll\":{\"group_id\":710495,\"title\":\"Tea?\",\"poll_type\":\"poll\",\"options\":[\"a\"]}}";
    assertThat(first(json(post(JSON, nested))).getInt("group_id")).isEqualTo(710_495);
  }

  @Test
  void aFlatJsonBodyLosesTheGroupAndTheOptions() throws Exception {
    JsonObject poll =
        first(
            json(
                post(
                    JSON,
                    "{\"group_id\":710495,\"title\":\"Tea?\",\"poll_type\":\"poll\",\"options\":[\"a\"]}")));
    assertThat(poll.get("group_id")).hasToString("null");
    assertThat(poll.getJsonArray("poll_option_names")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "422, poll_type=poll&group_id=710495",
    "422, title=T&poll_type=lottery&group_id=710495",
    "422, title=T&poll_type=poll&group_id=710495&closing_at=2020-01-01",
    "403, title=T&poll_type=poll&group_id=1",
    "403, title=T&poll_type=poll&topic_id=1",
    "400, title=T&poll_type=poll&group_id=710495&discussion_id=3",
    "400, title=T&poll_type=poll&group_id=710495&voter_can_add_options=true"
  })
  void aBadPollIsRefused(int status, String form) throws Exception {
    assertThat(post(FORM, form).statusCode()).isEqualTo(status);
    assertThat(loomio.count()).isZero();
  }

  @Test
  void invitationsAreRefusedWhenThePollIsThereAlready() throws Exception {
    assertThat(post(FORM, POLL + "&group_id=710495&recipient_user_ids[]=5").statusCode())
        .isEqualTo(403);
    assertThat(loomio.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "404, /api/b2/polls",
    "404, /api/b2/polls?group_id=1",
    "404, /api/b2/polls/nosuchpoll",
    "404, /api/b2/memberships",
    "404, /api/b2/comments",
    "404, /api/b1/memberships?api_key=loomio-group-key-1",
    "404, /"
  })
  void whatIsNotThereIsNotFound(int status, String path) throws Exception {
    assertThat(send(to(loomio, path).setHeader("Authorization", "Bearer " + FakeLoomio.KEY)))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(status);
  }

  @Test
  void aStrangerSeesNoPollAndNoMembers() throws Exception {
    String key = first(json(post(FORM, POLL + "&group_id=710495"))).getString("key");
    String stranger = "Bearer " + FakeLoomio.STRANGER_KEY;
    assertThat(
            send(to(loomio, "/api/b2/polls/" + key).setHeader("Authorization", stranger))
                .statusCode())
        .isEqualTo(403);
    HttpResponse<String> members =
        send(
            to(loomio, "/api/b2/memberships?group_id=710495").setHeader("Authorization", stranger));
    assertThat(json(members).getJsonArray("memberships")).isEmpty();
  }

  @Test
  void onlyAdminsSeeAddresses() throws Exception {
    assertThat(members(FakeLoomio.KEY)).contains("@example.org");
    assertThat(members(FakeLoomio.MEMBER_KEY)).contains("879750").doesNotContain("@example.org");
  }

  @Test
  void resultsThatAreHiddenAreNotShown() throws Exception {
    post(FORM, POLL + "&group_id=710495&hide_results=until_closed");
    loomio.vote();
    assertThat(loomio.polls().get(0)).doesNotContainKeys("results", "total_score");
    loomio.closeAll();
    assertThat(loomio.polls().get(0).getInt("total_score")).isEqualTo(1);
  }

  @Test
  void idsAreWholeNumbersOfAnyLength() throws Exception {
    post(FORM, POLL + "&group_id=710495");
    loomio.vote(FakeWorld.BO, "disagree", 1);
    assertThat(loomio.polls().get(0).toString()).contains("\"voter_ids\":[9007199254740993]");
  }

  @Test
  void theApiOf2021TakesTheKeyOfAGroupAsAParameter() throws Exception {
    assertThat(send(to(old, "/api/b1/memberships?api_key=nobody")).statusCode()).isEqualTo(403);
    assertThat(
            send(to(old, "/api/b1/memberships")
                    .setHeader("Authorization", "Bearer " + FakeLoomio.GROUP_KEY))
                .statusCode())
        .isEqualTo(403);
    JsonObject members = json(send(to(old, "/api/b1/memberships?api_key=" + FakeLoomio.GROUP_KEY)));
    assertThat(members.getJsonArray("groups").getJsonObject(0).getString("handle"))
        .isEqualTo("metagov");
    assertThat(send(to(old, "/api/b1/polls?api_key=" + FakeLoomio.GROUP_KEY)).statusCode())
        .isEqualTo(404);
    assertThat(send(to(old, "/api/b2/groups")).statusCode()).isEqualTo(404);
  }

  @Test
  void theApiOf2021TakesListsOnlyAsLists() throws Exception {
    String key = "&api_key=" + FakeLoomio.GROUP_KEY;
    HttpRequest.Builder polls = to(old, "/api/b1/polls").setHeader("Content-Type", FORM);
    assertThat(send(polls.POST(text(POLL + key))).statusCode()).isEqualTo(200);
    assertThat(
            send(polls.POST(text("title=T&poll_type=poll&options=a&options=b" + key))).statusCode())
        .isEqualTo(422);
    String nested = "poll[title]=T&poll[poll_type]=poll" + key;
    assertThat(send(polls.POST(text(nested))).statusCode()).isEqualTo(422);
    assertThat(old.polls()).hasSize(1);
  }

  @Test
  void webhooksAreSentAsPeopleVote() throws Exception {
    try (FakeServer driver = new FakeServer().answer("/", 200, "")) {
      send(
          to(loomio, "/control/hook")
              .POST(text("{\"url\":\"" + driver.url("/hook") + "\",\"shape\":\"of_2021\"}")));
      String key = first(json(post(FORM, POLL + "&group_id=710495"))).getString("key");
      assertThat(send(to(loomio, "/control/vote").POST(text(""))).statusCode()).isEqualTo(200);
      assertThat(send(to(loomio, "/control/close").POST(text(""))).statusCode()).isEqualTo(200);
      assertThat(driver.requests()).hasSize(3);
      JsonObject last = JsonText.parse(driver.requests().get(2).body()).asJsonObject();
      assertThat(last.getString("kind")).isEqualTo("poll_closed_by_user");
      assertThat(last.getString("url")).isEqualTo(loomio.url() + "/p/" + key + "/tea-");
      assertThat(send(to(loomio, "/control/vote").POST(text("{\"option\":7}"))).statusCode())
          .isEqualTo(400);
      assertThat(send(to(loomio, "/control/dance").POST(text(""))).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void todaysWebhooksHaveNeitherKindNorUrl() throws Exception {
    try (FakeServer driver = new FakeServer().answer("/", 200, "")) {
      post(FORM, POLL + "&group_id=710495");
      loomio.hook(driver.url("/"), FakeLoomio.Shape.TODAY);
      loomio.vote();
      loomio.hook(driver.url("/"), FakeLoomio.Shape.WITHOUT_LINK);
      loomio.vote();
      assertThat(JsonText.parse(driver.requests().get(0).body()).asJsonObject().keySet())
          .containsExactlyInAnyOrder("text", "icon_url", "username");
      assertThat(driver.requests().get(0).body()).contains("/p/");
      assertThat(driver.requests().get(1).body()).doesNotContain("/p/");
    }
  }

  private String members(String key) throws Exception {
    return send(to(loomio, "/api/b2/memberships?group_id=710495")
            .setHeader("Authorization", "Bearer " + key))
        .body();
  }

  private HttpResponse<String> post(String type, String body) throws Exception {
    return send(
        to(loomio, "/api/b2/polls")
            .POST(text(body))
            .setHeader("Content-Type", type)
            .setHeader("Authorization", "Bearer " + FakeLoomio.KEY));
  }

  private static HttpRequest.BodyPublisher text(String body) {
    return BodyPublishers.ofString(body);
  }

  private static HttpRequest.Builder to(FakeLoomio loomio, String path) {
    return HttpRequest.newBuilder(URI.create(loomio.url() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return JsonText.parse(answer.body()).asJsonObject();
  }

  private static JsonObject first(JsonObject answer) {
    return answer.getJsonArray("polls").getJsonObject(0);
  }
}
