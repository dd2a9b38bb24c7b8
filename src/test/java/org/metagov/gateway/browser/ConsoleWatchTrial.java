package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.FakeDriver;

/**
 * A person acts, watches what comes of it, and mends what is stuck, with nothing but the console.
 */
class ConsoleWatchTrial extends ConsoleWorld {
  @Test
  void anActionIsRunAndCopiedAsCurl() {
    String name = community("The Actions");
    console.open("#/communities/" + name + "/actions").press("randomness.random-int").settle();
    console.fill("Low", "9").fill("High", "3").press("Run");
    console.sees("low (9) must be less than high (3)").sees("Mend what is named");
    console.fill("Low", "five").press("Run").sees("Low must be a number");
    console.fill("Low", "5").fill("High", "6").press("Run").sees("\"value\": 5");
    console.script("navigator.clipboard.writeText = text => Promise.resolve(window.copied = text)");
    console.press("Copy as curl").sees("The command copied.");
    assertThat(console.script("return window.copied").toString())
        .contains("/api/internal/action/randomness.random-int", "\"low\":5", "$METAGOV_KEY")
        .doesNotContain(KEY);
  }

  @Test
  void votesArriveWithoutReload() {
    String name = community("The Votes");
    LOOMIO.closeAll();
    console.open("#/communities/" + name + "/votes/loomio.poll");
    console.press("Start").sees("Title is required");
    console.fill("Title", "Plant an apple tree?").fill("Closing at", "2099-12-31");
    console.press("Add one").fill("Options 1", "agree");
    console.press("Add another").fill("Options 2", "disagree").press("Start");
    console.sees("The vote has begun.").settle().sees("under way").sees("Time left");
    console.script("window.same = true");
    LOOMIO.vote();
    console.sees("1 · 100 %").sees("Voted so: ");
    LOOMIO.vote(2, "disagree", 1);
    console.sees("1 · 50 %").press("Check now").sees("The platform was asked.");
    LOOMIO.closeAll();
    console.sees("completed").sees("Ended");
    assertThat(console.script("return window.same")).isEqualTo(true);
    assertThat(console.offers("Check now")).isFalse();
    console.open("#/votes").sees("Plant an apple tree?");
  }

  @Test
  void aVoteOfChanceIsClosedAndOneIsGivenUp() {
    String name = community("The Chance");
    for (String how : List.of("Close", "Give up")) {
      console.open("#/communities/" + name + "/votes/randomness.delayed-stochastic-vote");
      console.press("Add one").fill("Options 1", "apple").fill("Delay", "60").press("Start");
      console.sees("under way").press(how);
      console.press(how.equals("Close") ? "Close it" : "Give it up");
      console.sees("Ended").seesNoMore("under way");
    }
  }

  @Test
  void eventsComeAsTheyHappen() {
    String name = community("The Events");
    console.open("#/communities/" + name + "/events").sees("No event yet").sees("live");
    DISCOURSE.open("alice", "Where to plant the trees", "What do you all think about it?");
    console.sees("topic_created").sees("post_created");
    console.choose("What happened", "topic_created").settle().seesNoMore("post_created\t");
    DISCOURSE.open("alice", "Who has the ladder?", "It is not in the shed.");
    console.sees("The last 24 hours").press("Event 1 in full").sees("Who was told");
    console.press("Stop following").sees("not live");
    console.open("#/events").sees("Choose a community").fill("Community", name).settle();
    console.sees("topic_created");
  }

  @Test
  void aReceiverThatFailsIsSeenAndWhatItMissedIsSentAgain() {
    String name = community("The Receivers");
    String receiver = "trial-" + NAMES.incrementAndGet();
    String path = "/" + receiver;
    DRIVER.feel(path, FakeDriver.status(503));
    console.open("#/receivers/new").press("Create").sees("Name is required");
    console.fill("Name", receiver).fill("URL", "ftp://somewhere").press("Create").sees("http");
    console.fill("URL", DRIVER.url(path)).press("Create").settle().sees("active");
    console.press("Send a test").sees("It has not taken the test event.").sees("503");
    DISCOURSE.open("alice", "A topic that is not told", "Nobody hears of it yet.");
    console.sees("does not answer").sees("answered 503");
    DRIVER.cheerUp();
    console.press("Try now").sees("all delivered");
    int before = DRIVER.messages(path).size();
    console.press("Send message 1 again").sees("Being sent again, over 1 lane.");
    Awaitility.await().until(() -> DRIVER.messages(path).size() > before);
    int after = DRIVER.messages(path).size();
    console.press("Send again…").choose("Kind", "A range of one community");
    console.fill("Community", name).fill("From", "1").press("Send again");
    console.sees("Being sent again");
    Awaitility.await().until(() -> DRIVER.messages(path).size() > after);
    console.press("Rotate the secret").press("Make a new one").sees("whsec_").press("Done");
    console.press("Pause").sees("paused").press("Resume").sees("active");
    console.press("Delete").fill("Type " + receiver + " to go on", receiver).press("Delete");
    console.sees("was deleted.");
  }

  @Test
  void aWebhookIsSeenInTheInbox() {
    String name = community("The Inbox");
    DISCOURSE.open("alice", "A topic in the inbox", "It has come by a webhook.");
    console.open("#/communities/" + name + "/inbox").sees("done");
    console.choose("State", "parked").sees("None is parked").choose("State", "All");
    String id =
        api.get("/api/internal/inbox?community=" + name)
            .json()
            .getJsonArray("webhooks")
            .getJsonObject(0)
            .get("id")
            .toString();
    console.press("discourse " + id).settle().sees("Came in").sees("Body");
  }

  /** What is parked is mended by its settings, and worked on again; or given up. */
  @Test
  void whatIsStuckIsMended() {
    String name = "stuck-" + NAMES.incrementAndGet();
    String community = "/api/internal/community/" + name;
    api.put(
        community,
        """
        {"readable_name":"The Stuck","plugins":[{"name":"randomness","config":
         {"default_low":9,"default_high":3,"webhook_slug":"%s"}}]}"""
            .formatted(name));
    String hook = "/api/hooks/" + name + "/randomness/" + name;
    assertThat(api.post(hook, "{}").status()).isEqualTo(200);
    console.open("#/communities/" + name + "/inbox").sees("parked");
    console.sees("low (9) must be less than high (3)");
    console.open("#/communities").fill("Search", name).sees("webhooks parked");
    console.open("#/communities/" + name).sees("1 parked").press("Change").settle();
    console.fill("Default high", "12").press("Save").sees("is enabled with these settings");
    console.open("#/communities/" + name + "/inbox").choose("State", "parked").settle();
    console.script("document.querySelector('main tbody a').click()");
    console.settle().press("Work on it again").sees("It is worked on again.").sees("Done with");

    api.as(name).post("/api/internal/plugin/randomness", config(name, "randomness", 3));
    assertThat(api.post(hook, "{\"again\":true}").status()).isEqualTo(200);
    console.open("#/communities/" + name + "/inbox").choose("State", "parked").settle();
    console.sees("low (9)").script("document.querySelector('main tbody a').click()");
    console.settle().press("Discard").press("Discard").sees("It was discarded.");
    console.sees("discarded");
  }

  private static String config(String community, String plugin, int high) {
    return JsonText.object(config(community, plugin)).add("default_high", high).build().toString();
  }
}
