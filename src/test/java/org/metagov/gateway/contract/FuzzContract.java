package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.HostileInput;
import org.metagov.gateway.testing.RawHttp;
import org.metagov.gateway.testing.RawHttp.Answer;

/** Whatever a stranger sends, it is his fault: never a 5xx, and always the one shape. */
public interface FuzzContract extends GatewayUnderTest {
  /** Longer: {@code mvn verify -Dfuzz.rounds=100000}. */
  int ROUNDS = Integer.getInteger("fuzz.rounds", 400);

  /** Much longer than an answer takes: each request is the last one of its connection. */
  int PATIENCE = 10_000;

  @Test
  default void noHeaderPathOrBodyOfAStrangersIsOurFault() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    HostileInput input = new HostileInput(random);
    List<String> paths =
        List.of(
            community.hook(),
            "/api/hooks/tally",
            "/api/hooks/nobody/" + "x".repeat(300),
            "/api/action/tally.count",
            "/api/action/revshare.get-config",
            "/api/action/nothing",
            "/auth/guild/authorize",
            "/auth/guild/callback",
            "/auth/nobody/authorize",
            "/health");
    for (int i = 0; i < ROUNDS; i++) {
      String request = input.request(paths, community.name());
      Answer answer = RawHttp.send(api().base(), request, PATIENCE);
      String told = "seed %d, request %d:%n%s%n%s".formatted(seed, i, request, answer.text());
      assertThat(answer.statuses()).as(told).hasSize(1);
      assertThat(answer.status()).as(told).isBetween(200, 499);
    }
  }

  /** Jersey answers it by itself, past all resources. */
  @Test
  default void whoeverAsksForOptionsIsAnswered() {
    for (String path : List.of("/api/hooks/a/b", "/api/internal/plugin", "/api/action/a.b")) {
      String request =
          "OPTIONS " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
      assertThat(RawHttp.send(api().base(), request, PATIENCE).status()).isEqualTo(200);
    }
  }

  @Test
  default void noVerifiedBodyIsOurFault() {
    HookedCommunity community = HookedCommunity.create(api(), fresh());
    List<String> bodies = new ArrayList<>(HostileInput.JSON);
    bodies.addAll(
        List.of(
            "{\"id\":7,\"time\":1e9,\"team\":\"T0\"}",
            "{\"id\":\"a\",\"time\":\"now\",\"team\":\"T0\"}",
            "{\"id\":\"a\",\"time\":99999999999,\"team\":[]}",
            "{\"id\":\"\",\"time\":99999999999,\"team\":\"T0\"}",
            "{\"challenge\":{}}",
            "{\"challenge\":\"" + "x".repeat(100_000) + "\"}"));
    for (String body : bodies) {
      Api signed = api().with("X-Tally-Signature", HookedCommunity.signature(body));
      for (String type : List.of("application/json", "text/plain", "")) {
        Reply reply = signed.with("Content-Type", type).post(community.hook(), body);
        assertThat(reply.status()).as(shown(body)).isBetween(200, 499);
      }
    }
  }

  @Test
  default void noParametersOfAStrangersAreOurFault() {
    String community = fresh();
    community(
        community,
        "[{\"name\":\"revshare\"},{\"name\":\"tally\",\"config\":{\"api_key\":\"k-4711\"}}]");
    for (String value : HostileInput.JSON) {
      for (String body :
          List.of(
              value,
              "{\"parameters\":" + value + "}",
              "{\"parameters\":{\"key\":" + value + "}}")) {
        Reply reply = api().as(community).post("/api/action/revshare.pick-pointer", body);
        assertThat(reply.status()).as(shown(body)).isEqualTo(400);
        assertThat(reply.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(8_000);
      }
    }
  }

  private static String shown(String body) {
    return body.substring(0, Math.min(body.length(), 200));
  }
}
