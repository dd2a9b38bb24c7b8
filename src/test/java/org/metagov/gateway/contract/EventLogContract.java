package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.EventStream;
import org.metagov.gateway.testing.FakeDriver;
import org.metagov.gateway.testing.FakePolls;
import org.metagov.gateway.testing.HookedCommunity;
import org.metagov.gateway.testing.Newsroom;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.Sign;
import org.metagov.gateway.testing.TestReceiver;
import org.metagov.gateway.testing.Watch;

/** The event log as drivers fetch it. The gateway under test has places for four streams. */
public interface EventLogContract extends DriversUnderTest {
  /** How many drivers may read a stream at once. */
  int STREAMS = 4;

  private void awaitNewest(Newsroom room, int sequence) {
    soon().until(() -> api().get(room.log()).json().getInt("newest") == sequence);
  }

  @Test
  default void theLogIsReadPageByPage() {
    try (FakeDriver driver = new FakeDriver();
        TestReceiver receiver = receiver(driver, "/");
        Newsroom room = newsroom("posted", "posted", "posted")) {
      awaitAll(driver, "/", room, 3);
      JsonObject first = api().get(room.log() + "&limit=2").json();
      assertThat(first.getInt("newest")).isEqualTo(3);
      assertThat(first.getInt("next")).isEqualTo(2);
      assertThat(first.getJsonArray("events").get(0)).isEqualTo(driver.messages().get(0).json());
      JsonObject rest = api().get(room.log() + "&limit=2&after=2").json();
      assertThat(rest.getJsonArray("events")).containsExactly(driver.messages().get(2).json());
      JsonObject end = api().get(room.log() + "&after=3").json();
      assertThat(end.getJsonArray("events")).isEmpty();
      assertThat(end.getInt("next")).isEqualTo(3);
      assertThat(receiver.dead(room.community())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"breaking", "odd"})
  default void whateverAskingFailsByPutsItOff(String news) {
    try (FakePolls platform = new FakePolls()) {
      Watch watch = watch(Sign.POLL_FAILS);
      platform.post(news);
      community(
          "[{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"news\":true,\"server_url\":\"%s\"}}]"
              .formatted(platform.url()));
      soon().until(() -> platform.asked("/news") == 1);
      watch.assertTold();
      soon().during(Duration.ofMillis(1_500)).until(() -> platform.asked("/news") == 1);
    }
  }

  @Test
  default void askingSaysWhatIsToldOnceAndWhenToAskAgain() {
    try (Newsroom room = newsroom("retold", "retold", "more")) {
      // At once, and not after the interval: what it finds then it knows already, but for one.
      soon().until(() -> room.asked() >= 2);
      awaitNewest(room, 2);
      List<JsonObject> events =
          api().get(room.log()).json().getJsonArray("events").getValuesAs(JsonObject.class);
      assertThat(events)
          .extracting(event -> event.getString("event_type"))
          .containsExactly("retold", "more");
      assertThat(events.get(0).getString("timestamp")).isEqualTo("1767225600.000000");
      assertThat(events.get(0).getString("id")).matches("evt_[0-9a-f-]{36}_0");
    }
  }

  @Test
  default void aLogThatIsNotThereIsNotFound() {
    try (Newsroom quiet = newsroom()) {
      JsonObject empty = api().get(quiet.log()).json();
      assertThat(empty.getJsonArray("events")).isEmpty();
      assertThat(empty.getInt("newest")).isZero();
      assertThat(api().get("/api/internal/events?community=" + fresh()).status()).isEqualTo(404);
      assertThat(api().get("/api/internal/events").status()).isEqualTo(400);
      assertThat(api().get(quiet.log() + "&after=x").status()).isEqualTo(400);
      Api streaming = api().with("Accept", "text/event-stream");
      assertThat(streaming.get("/api/internal/events?community=" + fresh()).status())
          .isEqualTo(404);
    }
  }

  @Test
  default void aHeadOfTheStreamIsAnsweredAtOnce() {
    try (Newsroom room = newsroom()) {
      for (String accept : List.of("text/event-stream", "application/json", "*/*")) {
        Reply head = api().with("Accept", accept).send("HEAD", room.log(), null);
        assertThat(head.status()).as(accept).isEqualTo(200);
        assertThat(head.text()).isEmpty();
      }
      assertThat(api().send("HEAD", "/api/internal/events?community=" + fresh(), null).status())
          .isEqualTo(404);
    }
  }

  @Test
  default void aStreamTellsWhatComesAndGoesOnWhereItWasCut() {
    try (Newsroom room = newsroom("posted", "posted")) {
      awaitNewest(room, 2);
      try (EventStream stream = EventStream.open(api(), room.log())) {
        soon().until(() -> stream.ids().size() == 2);
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.lines())
            .anySatisfy(line -> assertThat(line).startsWith("Content-Type: text/event-stream"));
        room.publish("posted");
        soon().until(() -> stream.ids().size() == 3);
        List<String> data = stream.lines().stream().filter(l -> l.startsWith("data: ")).toList();
        assertThat(data).hasSize(3);
        assertThat(data.get(2)).contains("\"sequence\":3").contains("\"news 3\"");
      }
      try (EventStream again =
          EventStream.open(api(), room.log() + "&after=0", "Last-Event-ID: 2")) {
        soon().until(() -> !again.ids().isEmpty());
        assertThat(again.ids()).containsExactly(3);
      }
    }
  }

  @Test
  default void oneStreamTooManyIsRefusedUntilAnotherOneEnds() {
    try (Newsroom room = newsroom();
        Newsroom other = newsroom()) {
      List<EventStream> streams = new ArrayList<>();
      try {
        for (int i = 0; i < STREAMS; i++) {
          streams.add(opened(i == 0 ? other : room));
        }
        Watch watch = watch(Sign.STREAMS_FULL);
        streams.add(opened(room));
        streams.add(opened(other));
        // Those of other tests may still have their places.
        assertThat(streams.get(STREAMS).status()).isIn(429, 503);
        assertThat(streams.get(STREAMS + 1).status()).isEqualTo(503);
        watch.assertTold();
        assertThat(streams.subList(STREAMS, STREAMS + 2))
            .allSatisfy(
                stream ->
                    assertThat(stream.lines())
                        .anySatisfy(line -> assertThat(line).startsWith("Retry-After: ")));
        assertThat(api().get(room.log()).status()).isEqualTo(200);
      } finally {
        streams.forEach(EventStream::close);
      }
      // A reader that has gone is noticed when there is something to write.
      soon()
          .until(
              () -> {
                room.publish("posted");
                try (EventStream stream = opened(room)) {
                  return stream.status() == 200;
                }
              });
    }
  }

  private EventStream opened(Newsroom room) {
    EventStream stream = EventStream.open(api(), room.log());
    soon().until(() -> stream.lines().size() > 3);
    return stream;
  }

  /** Two plugins have news for a log that none has opened yet. */
  @Test
  default void firstEventsThatComeAtOnceAreAllWritten() {
    try (FakePolls one = new FakePolls();
        FakePolls other = new FakePolls()) {
      one.post("posted");
      other.post("posted");
      String plugin =
          "{\"name\":\"tally\",\"config\":{\"api_key\":\"k\",\"news\":true,"
              + "\"team\":\"%s\",\"server_url\":\"%s\"}}";
      List<String> names = Stream.generate(this::fresh).limit(12).toList();
      names.forEach(
          name ->
              community(
                  name,
                  "[%s,%s]"
                      .formatted(
                          plugin.formatted("T1", one.url()), plugin.formatted("T2", other.url()))));
      assertTwoFirstEvents(names);
    }
  }

  /** Two webhooks of two lanes have become events for a log that none has opened yet. */
  @Test
  default void firstWebhooksThatComeAtOnceAllBecomeEvents() {
    List<HookedCommunity> towns =
        Stream.generate(() -> HookedCommunity.create(api(), fresh())).limit(12).toList();
    for (HookedCommunity town : towns) {
      List<Integer> answers =
          Parallel.run(2, i -> town.tell("lane " + i, "posted", "first of " + i).status());
      assertThat(answers).containsOnly(200);
    }
    assertTwoFirstEvents(towns.stream().map(HookedCommunity::name).toList());
  }

  private void assertTwoFirstEvents(List<String> communities) {
    for (String community : communities) {
      String log = "/api/internal/events?community=" + community;
      soon()
          .untilAsserted(
              () ->
                  assertThat(api().get(log).json().getJsonArray("events"))
                      .as(api().get("/api/internal/community/" + community + "/status").text())
                      .extracting(event -> event.asJsonObject().getInt("sequence"))
                      .containsExactly(1, 2));
    }
  }
}
