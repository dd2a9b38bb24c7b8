package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.metagov.gateway.testing.GatewayProcess;

/**
 * Somebody who has read the start of the README, and nothing else: a gateway that has just been
 * started, on the own machine and without a key, and a browser.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstStartTrial {
  private static GatewayProcess gateway;
  private static ConsoleWindow console;

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.options().data(GatewayProcess.newData()).start();
    console = new ConsoleWindow(gateway.api(), Path.of("target", "screenshots"));
  }

  @AfterAll
  static void stop() {
    console.close();
    gateway.close();
  }

  @AfterEach
  void nothingHasRun() {
    console.isWhole();
  }

  /** It opens where the tour begins, and asks nobody for a key. */
  @Test
  @Order(1)
  void aFirstStartLeadsThroughTheTourToAVoteAndAnEvent() {
    console.open("").sees("A short tour").sees("no key needed");
    assertThat(console.offers("Sign out")).isFalse();
    console.press("Make one").sees("Yours is called");
    console.press("Enable randomness").sees("The plugin randomness is enabled.");
    console.press("Roll the die").sees("It shows");
    console.press("Start a vote about a tree").sees("The outcome:");
    console.press("Send a webhook").sees("number_drawn").sees("That was all of it.");
    console.picture("tour-done", 1280, false).asItComes();
    console.press("See it in full").settle().sees("Chosen:").sees("completed").sees("History");
  }

  /** What the tour has shown, by hand and for a community of one's own. */
  @Test
  @Order(2)
  void nothingButTheConsoleLeadsToAFinishedVote() {
    console.open("").press("Communities").settle().press("New community");
    console.fill("Readable name", "The Orchard").fill("Name", "orchard").press("Create").settle();
    console.press("Set up Randomness").settle();
    console.fill("Default low", "1").fill("Default high", "7");
    console.fill("Webhook slug", "k7Qw2zT9").press("Enable").settle().sees("/api/hooks/orchard");
    console.press("Actions").settle().press("randomness.random-int").settle();
    console.press("Run").sees("\"value\":");
    console.press("Votes").settle().open("#/communities/orchard/votes");
    console.press("randomness.delayed-stochastic-vote").settle();
    console.press("Add one").fill("Options 1", "Apple tree");
    console.press("Add another").fill("Options 2", "Pear tree").fill("Delay", "0").press("Start");
    console.sees("The vote has begun.").sees("Chosen:").sees("completed");
    // The platform, which here is nobody, tells of something.
    assertThat(gateway.api().post("/api/hooks/orchard/randomness/k7Qw2zT9", "{}").status())
        .isEqualTo(200);
    console.open("#/communities/orchard/events").sees("number_drawn");
    console.press("Event 1 in full").sees("Nobody yet");
    console.open("#/votes").sees("randomness.delayed-stochastic-vote").sees("orchard");
  }
}
