package org.metagov.gateway.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.event.MessagesWritten.Kind;
import org.metagov.gateway.receiver.ReceiverService.Marked;

class KnownReceiversTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final Set<Kind> POSTS = Set.of(new Kind("forum", "post"));

  /** The receivers of the store. */
  private final Map<String, Marked> stored = new HashMap<>();

  private Instant now = NOON;
  private int reads;

  private final KnownReceivers known =
      new KnownReceivers(
          name -> {
            reads++;
            return Optional.ofNullable(stored.get(name));
          },
          names ->
              names.stream()
                  .filter(stored::containsKey)
                  .collect(Collectors.toMap(name -> name, name -> stored.get(name).mark())),
          () -> now);

  private ReceiverMark put(String url, long version, long revision, String... sources) {
    Optional<List<String>> wanted =
        sources.length == 0 ? Optional.empty() : Optional.of(List.of(sources));
    return put(
        url, version, revision, new EventFilter(Optional.empty(), wanted, Optional.empty(), false));
  }

  private ReceiverMark put(String url, long version, long revision, EventFilter filter) {
    ReceiverSnapshot receiver =
        new ReceiverSnapshot(
            "log",
            url,
            List.of(),
            ReceiverHeaders.none(),
            filter,
            EventFormat.METAGOV,
            ReceiverState.ACTIVE,
            revision,
            false,
            Optional.empty(),
            NOON);
    ReceiverMark mark = new ReceiverMark(version, revision);
    stored.put("log", new Marked(mark, Optional.empty(), receiver));
    return mark;
  }

  private String url(ReceiverMark mark) {
    return known.find("log", mark).orElseThrow().url();
  }

  @Test
  void oneThatIsAsItWasIsReadOnce() {
    ReceiverMark mark = put("http://a", 1, 5);
    assertThat(url(mark)).isEqualTo("http://a");
    assertThat(url(mark)).isEqualTo("http://a");
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void whateverAnotherNodeHasChangedCountsAtOnce() {
    url(put("http://a", 1, 5));
    assertThat(url(put("http://b", 2, 6))).isEqualTo("http://b");
  }

  @Test
  void oneThatHasTheNameOfOneThatWasRemovedIsAnotherOne() {
    url(put("http://a", 1, 5));
    assertThat(url(put("http://b", 1, 6))).isEqualTo("http://b");
  }

  @Test
  void oneThatIsGoneIsForgotten() {
    ReceiverMark mark = put("http://a", 1, 5);
    url(mark);
    stored.clear();
    assertThat(known.find("log", new ReceiverMark(2, 5))).isEmpty();
    assertThat(known.find("log", mark)).isEmpty();
  }

  @Test
  void theOldSecretEndsInTime() {
    ReceiverMark mark = put("http://a", 1, 5);
    Marked overlapping = stored.get("log");
    Instant until = NOON.plus(Duration.ofDays(1));
    stored.put("log", new Marked(mark, Optional.of(until), overlapping.receiver()));
    url(mark);
    now = until.minusMillis(1);
    url(mark);
    assertThat(reads).isEqualTo(1);
    now = until;
    url(mark);
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void oneWhoseFilterLetsNothingThroughIsDeaf() {
    url(put("http://a", 1, 5, "poll"));
    assertThat(known.deafTo("garden", POSTS)).containsExactly("log");
    assertThat(known.deafTo("garden", Set.of(new Kind("forum", "post"), new Kind("poll", "end"))))
        .isEmpty();
  }

  @Test
  void oneThatHearsOfOtherCommunitiesHasNoLaneThatCouldBeDoneWithIt() {
    Optional<List<String>> others = Optional.of(List.of("orchard"));
    url(
        put(
            "http://a",
            1,
            5,
            new EventFilter(others, Optional.empty(), Optional.of(List.of("end")), false)));
    assertThat(known.deafTo("garden", POSTS)).isEmpty();
    assertThat(known.deafTo("orchard", POSTS)).containsExactly("log");
  }

  @Test
  void oneThatIsNotKnownIsNotCalledDeaf() {
    put("http://a", 1, 5, "poll");
    assertThat(known.deafTo("garden", POSTS)).isEmpty();
  }

  @Test
  void oneWhoseFilterWasJustChangedElsewhereIsNotCalledDeaf() {
    url(put("http://a", 1, 5, "poll"));
    put("http://a", 2, 5, "poll", "forum");
    assertThat(known.deafTo("garden", POSTS)).isEmpty();
  }

  @Test
  void oneThatWasJustRemovedIsNotCalledDeaf() {
    url(put("http://a", 1, 5, "poll"));
    stored.clear();
    assertThat(known.deafTo("garden", POSTS)).isEmpty();
  }
}
