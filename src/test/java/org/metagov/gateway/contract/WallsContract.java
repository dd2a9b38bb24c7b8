package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.address.HostileUrls;
import org.metagov.gateway.address.LoopMark;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.Parallel;

/** Which addresses drivers may name, wherever they name one. */
public interface WallsContract extends ProcessesUnderTest {
  /** What is pointed at in the answers, by place. */
  List<String> PLACES =
      List.of("/url", "/plugins/0/config/server_url", "/server_url", "/callback_url");

  /** Where a URL can be named: each returns the answer to a driver who names {@code url} there. */
  private Reply name(int place, Api town, String url) {
    JsonObject config = JsonText.object().add("api_key", "k").add("server_url", url).build();
    return switch (place) {
      case 0 ->
          api()
              .put(
                  "/api/internal/receivers/" + fresh(),
                  JsonText.object().add("url", url).build().toString());
      case 1 ->
          api()
              .put(
                  "/api/internal/community/" + fresh(),
                  "{\"plugins\":[{\"name\":\"tally\",\"config\":%s}]}".formatted(config));
      case 2 -> town.post("/api/internal/plugin/tally", config.toString());
      default ->
          town.post(
              "/api/internal/process/randomness.delayed-stochastic-vote",
              JsonText.object()
                  .add("options", JsonText.array().add("a"))
                  .add("delay", 9_000)
                  .add("callback_url", url)
                  .build()
                  .toString());
    };
  }

  /** Asserts that {@code url} is refused there, and returns what is told. */
  private String refusal(int place, Api town, String url) {
    Reply refused = name(place, town, url);
    assertThat(refused.status()).as(url + " " + refused.text()).isEqualTo(400);
    JsonObject error = refused.json().getJsonArray("errors").getJsonObject(0);
    assertThat(error.getString("pointer")).isEqualTo(PLACES.get(place));
    return error.getString("detail");
  }

  private void assertRefusedEverywhere(Api town, String url) {
    assertThat(IntStream.range(0, PLACES.size()).mapToObj(i -> refusal(i, town, url)).distinct())
        .singleElement()
        .asString()
        .startsWith("must be an http or https URL ");
  }

  @Test
  default void aHostileUrlIsRefusedWhereverOneIsTaken() {
    // Programs on the same machine may be called here, but for the gateway; see below.
    List<String> urls =
        Stream.concat(HostileUrls.malformed(), HostileUrls.beyondThisMachine()).toList();
    assertThat(urls).hasSizeGreaterThan(300);
    Api town = voters();
    // Each place by itself, and with all of them, is tried without a server, too.
    Parallel.run(
        4,
        place -> {
          for (int i = place; i < urls.size(); i += PLACES.size()) {
            refusal(place, town, urls.get(i));
          }
          return null;
        });
    for (int i = 0; i < urls.size(); i += 30) {
      assertRefusedEverywhere(town, urls.get(i));
    }
  }

  @Test
  default void theGatewayItselfIsRefusedWhereverAUrlIsTaken() {
    int port = api().base().getPort();
    Api town = voters();
    for (String host :
        List.of("127.0.0.1", "127.8.9.1", "localhost", "a.localhost", "[::1]", "[::ffff:7f00:1]")) {
      assertRefusedEverywhere(town, "http://%s:%d/api/internal/community".formatted(host, port));
    }
  }

  @Test
  default void aHostMayHaveAnUnderscore() {
    // Known to no name server; it will be, when the other container is up.
    String url = "http://policy_kit.invalid:8000/";
    String receiver = "/api/internal/receivers/" + fresh();
    assertThat(api().put(receiver, "{\"url\":\"%s\",\"enabled\":false}".formatted(url)).status())
        .isEqualTo(201);
    assertThat(api().get(receiver).json().getString("url")).isEqualTo(url);
    Api town =
        community("[{\"name\":\"sourcecred\",\"config\":{\"server_url\":\"%s\"}}]".formatted(url));
    assertThat(town.act("sourcecred.total-cred", "{}").detail())
        .isEqualTo("sourcecred: Cannot connect to policy_kit.invalid:8000");
  }

  @Test
  default void whatTheGatewayHasSentIsNoDrivers() {
    try (FakePolls platform = new FakePolls()) {
      Reply refused =
          api()
              .with(LoopMark.HEADER, "a-cdn, " + LoopMark.NAME)
              .post("/api/internal/community", "{}");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.detail()).isEqualTo("A call that a gateway has sent needs a key");
      pollsters(platform);
      assertThat(platform.requests().get(0).header(LoopMark.HEADER)).contains(LoopMark.NAME);
    }
  }
}
