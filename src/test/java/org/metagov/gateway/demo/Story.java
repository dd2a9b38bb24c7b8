package org.metagov.gateway.demo;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakeDriver.Message;
import org.metagov.gateway.testing.plugin.FakePlatform;

/** A community with three platforms, from its beginning over a power failure to its outcomes. */
public final class Story {
  private static final String COMMUNITY = "/api/internal/community/garden";
  private static final String EVENTS = "/api/internal/events?community=garden";
  private static final String OUTCOMES = "/outcomes";
  private static final String POLL = "/api/internal/process/loomio.poll";

  private final Stage stage;
  private final Script script;
  private final Api loomio;
  private final Api discourse;
  private final Api openCollective;

  Story(Stage stage, Script script) {
    this.stage = stage;
    this.script = script;
    loomio = at(stage.loomio());
    discourse = at(stage.discourse());
    openCollective = at(stage.openCollective());
    stage.driver().tell(this::show);
  }

  private static Api at(FakePlatform platform) {
    return Api.at(URI.create(platform.url()));
  }

  /**
   * Plays it.
   *
   * @throws AssertionError where a step does not come out as said
   */
  void play() {
    createTheCommunity();
    setUpTheWebhooks();
    hearOfATopic();
    refuseAForgery();
    decideOnAnExpense();
    String poll = startAPoll("Plant an apple tree?");
    vote(poll);
    endThePoll(poll);
    String second = startAPoll("And a pear tree?");
    failAtTheWorstTime();
    comeBack(second);
  }

  /** Says what a person can do now. */
  void invite() {
    script.step(
        "Now it is yours",
        "All of it goes on running until Ctrl+C. What the driver hears is shown here.");
    String base = stage.api().base().toString();
    script.say("Console          " + base + "/console/");
    script.say("Gateway          " + base);
    script.say("  what it says   " + stage.log());
    script.say("Loomio           " + stage.loomio().url());
    script.say("Discourse        " + stage.discourse().url());
    script.say("Open Collective  " + stage.openCollective().url());
    script.say("");
    script.say("For example:");
    script.say("");
    command("Ask for the community", "curl " + base + COMMUNITY);
    command("Read its log of events", "curl '" + base + EVENTS + "'");
    command(
        "Start a poll",
        "curl -i -X POST "
            + base
            + POLL
            + " -H 'X-Metagov-Community: garden' -H 'Content-Type: application/json' -d '"
            + poll("Plant a plum tree?")
            + "'");
    command("Vote in every open poll", "curl -X POST " + stage.loomio().url() + "/control/vote");
    command("Close every open poll", "curl -X POST " + stage.loomio().url() + "/control/close");
    command(
        "Open a topic",
        "curl -X POST "
            + stage.discourse().url()
            + "/control/open -d '"
            + topic("Who brings the cake?")
            + "'");
    command(
        "Submit an expense",
        "curl -X POST "
            + stage.openCollective().url()
            + "/control/submit -d '{\"description\":\"A rake\"}'");
  }

  private void command(String what, String command) {
    script.say("# " + what + ":");
    script.say(command);
  }

  private void createTheCommunity() {
    script.step(
        "A driver creates the community",
        "One request enables three platforms. The gateway asks each whether the config works;",
        "if one refuses, nothing is created at all.");
    script.send(
        201,
        stage.api(),
        "PUT",
        COMMUNITY,
        """
        {"readable_name":"The Garden","plugins":[\
        {"name":"loomio","config":{"api_key":"%s","group_id":%d,"webhook_slug":"kQ7w2","server_url":"%s"}},\
        {"name":"discourse","config":{"api_key":"%s","webhook_secret":"%s","server_url":"%s"}},\
        {"name":"opencollective","config":{"personal_token":"%s","collective_slug":"metagov",\
        "webhook_slug":"Zt9b4","server_url":"%s"}}]}"""
            .formatted(
                FakeLoomio.KEY,
                FakeLoomio.GROUP,
                stage.loomio().url(),
                FakeDiscourse.KEY_FOR_ALL,
                FakeDiscourse.SECRET,
                stage.discourse().url(),
                FakeOpenCollective.PERSONAL_TOKEN,
                stage.openCollective().url()));
  }

  private void setUpTheWebhooks() {
    script.step(
        "Each platform learns where to send its webhooks",
        "An admin enters the paths on the platforms. Here a control command does it.");
    Reply hooks = script.send(200, stage.api(), "GET", COMMUNITY + "/hooks", null);
    for (String path : hooks.json().getJsonArray("hooks").getValuesAs(JsonString::getString)) {
      Api platform =
          path.contains("/loomio/")
              ? loomio
              : path.contains("/discourse") ? discourse : openCollective;
      control(platform, "hook", "{\"url\":\"" + stage.api().base() + path + "\"}");
    }
  }

  private void hearOfATopic() {
    script.step(
        "Somebody opens a topic on Discourse",
        "Discourse signs its webhook. The gateway verifies it, writes it to disk and answers;",
        "then it tells the driver, by a call that is signed in its turn.");
    openTopic("Where to plant the trees");
    hearsOf("topic_created", "The driver hears of the topic; the signature is right");
    hearsOf("post_created", "It hears of the first post in it");
  }

  private void openTopic(String title) {
    control(discourse, "open", topic(title));
  }

  private static String topic(String title) {
    return "{\"username\":\"alice\",\"title\":\"%s\",\"raw\":\"What do you all think about it?\"}"
        .formatted(title);
  }

  private void refuseAForgery() {
    script.step(
        "Somebody else pretends to be Discourse",
        "Without the secret there is no signature. It is refused before anything is kept.");
    int before = events();
    script.send(
        401,
        stage
            .api()
            .with("X-Discourse-Instance", stage.discourse().url())
            .with("X-Discourse-Event-Type", "topic")
            .with("X-Discourse-Event", "topic_created")
            .with("X-Discourse-Event-Id", "666")
            .with("X-Discourse-Event-Signature", "sha256=" + "0".repeat(64)),
        "POST",
        "/api/hooks/garden/discourse",
        "{\"topic\":{\"id\":666,\"title\":\"Sell the garden\"}}");
    script.so("The log has no event more", events() == before);
  }

  private void decideOnAnExpense() {
    script.step(
        "An expense comes in on Open Collective, and the driver approves it",
        "These webhooks are not signed: the gateway asks Open Collective what is true.");
    control(openCollective, "submit", "{\"description\":\"Two spades\"}");
    Message event = hearsOf("expense_created", "The driver hears of the expense");
    Reply decided =
        script.send(
            200,
            stage.api().as("garden"),
            "POST",
            "/api/internal/action/opencollective.process-expense",
            "{\"parameters\":{\"expense_id\":\"%s\",\"action\":\"APPROVE\"}}"
                .formatted(event.json().getJsonObject("data").getString("id")));
    script.so(
        "Open Collective has approved it", decided.json().getString("status").equals("APPROVED"));
    hearsOf("expense_approved", "The driver hears of that, too: others might have done it");
  }

  private String startAPoll(String title) {
    script.step(
        "The driver asks the group on Loomio: " + title,
        "A governance process takes its time. It is answered at once with where to look;",
        "what changes is sent to the callback_url.");
    Reply started = script.send(202, stage.api().as("garden"), "POST", POLL, poll(title));
    return started.header("Location").orElseThrow();
  }

  private String poll(String title) {
    return """
        {"title":"%s","poll_type":"proposal","options":["agree","disagree"],\
        "closing_at":"2099-12-31","callback_url":"%s"}"""
        .formatted(title, stage.driver().url(OUTCOMES));
  }

  private void vote(String poll) {
    script.step(
        "Ada votes",
        "Loomio calls the gateway, the gateway asks Loomio how the poll stands, and calls back.");
    control(loomio, "vote", "{}");
    heard(
        "The driver hears of the vote",
        OUTCOMES,
        m -> isOf(poll, m) && status(m).equals("pending") && votes(m.json()) == 1);
  }

  private void endThePoll(String poll) {
    script.step(
        "Somebody closes the poll on Loomio", "That is final: the outcome is the driver's.");
    control(loomio, "close", "{}");
    Message last =
        heard(
            "The driver hears of the outcome",
            OUTCOMES,
            m -> isOf(poll, m) && status(m).equals("completed"));
    Reply seen = script.send(200, stage.api(), "GET", poll, null);
    script.so(
        "It is what the gateway says when asked",
        seen.json().get("outcome").equals(last.json().get("outcome")));
    script.so("Ada's vote is in it", votes(seen.json()) == 1);
  }

  private void failAtTheWorstTime() {
    script.step(
        "The power fails",
        "The driver is away when a topic is opened, so its event cannot be delivered. Then the",
        "gateway is killed (-9). Meanwhile Ada votes, and the poll is closed: Loomio's webhooks",
        "reach nobody.");
    stage.driver().leave();
    int before = events();
    openTopic("Who has the ladder?");
    script.until(
        "The topic and its post are in the log", this::events, count -> count == before + 2);
    stage.kill();
    script.say("The gateway is gone.");
    control(loomio, "vote", "{}");
    control(loomio, "close", "{}");
  }

  private void comeBack(String poll) {
    script.step(
        "The gateway is started again, and nothing is lost",
        "The driver is there again, too. What waited for it is delivered; and the poll, whose end",
        "no webhook told, is looked at.");
    stage.driver().comeBack();
    stage.start();
    script.send(200, stage.api(), "GET", COMMUNITY, null);
    heard(
        "The driver hears of the topic", "/events", m -> m.body().contains("Who has the ladder?"));
    heard(
        "The driver hears of the outcome",
        OUTCOMES,
        m -> isOf(poll, m) && status(m).equals("completed") && votes(m.json()) == 1);
    int all = events();
    script.until(
        "The driver has heard of all %d events of the log".formatted(all),
        () -> Set.copyOf(stage.driver().sequences("/events", "garden")).size(),
        told -> told == all);
  }

  private void control(Api platform, String command, String json) {
    script.send(200, platform, "POST", "/control/" + command, json);
  }

  private Message hearsOf(String eventType, String what) {
    return heard(what, "/events", m -> m.json().getString("event_type").equals(eventType));
  }

  /** Waits for a message of the community to the driver. */
  private Message heard(String what, String path, Predicate<Message> condition) {
    return script
        .until(
            what,
            () ->
                stage.driver().messages(path).stream()
                    .filter(m -> m.community().equals("garden"))
                    .filter(condition)
                    .filter(Story::isGenuine)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Returns how many events the log has. */
  private int events() {
    return stage.api().get(EVENTS).json().getInt("newest");
  }

  private static boolean isOf(String process, Message message) {
    return process.endsWith("/" + message.json().getInt("id"));
  }

  private static String status(Message message) {
    return message.json().getString("status");
  }

  /** Returns how many have agreed. */
  private static int votes(JsonObject process) {
    JsonObject votes = process.getJsonObject("outcome").getJsonObject("votes");
    return votes == null ? 0 : votes.getJsonObject("agree").getInt("count");
  }

  private void show(Message message) {
    JsonObject json = message.json();
    if (json.getString("community").equals("garden")) {
      script.heard(
          message.path(),
          JsonText.write(json),
          isGenuine(message) ? "signed by the gateway" : "with a WRONG signature");
    }
  }

  private static boolean isGenuine(Message message) {
    Map<String, List<String>> headers = new HashMap<>();
    message.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    try {
      new Webhook(Stage.SECRET).verify(message.body(), new HashMap<>(headers));
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
