package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The groups, discussions and polls of one Loomio server. */
final class FakeWorld {
  static final long BOT = 4_759_171;
  static final long ADA = 879_750;

  /** Beyond what a double can hold. */
  static final long BO = 9_007_199_254_740_993L;

  static final long STRANGER = 77;

  final FakeGroup main =
      new FakeGroup(710_495, "ZrSTqeyG", "metagov", "public_or_private")
          .admin(BOT, "policykit.org")
          .member(ADA, "Ada")
          .member(BO, "Bo");
  final FakeGroup subgroup =
      new FakeGroup(710_496, "Kp7dW2xa", "metagov-treasury", "public_only")
          .admin(BOT, "policykit.org")
          .member(ADA, "Ada");
  final List<FakePoll> polls = new ArrayList<>();
  final Map<String, FakeDiscussion> discussions = new LinkedHashMap<>();
  private long last = 234_202;

  /**
   * A discussion.
   *
   * @param topic the id by which polls are added to it
   */
  record FakeDiscussion(long id, String key, String title, FakeGroup group, long topic) {}

  Optional<FakeGroup> group(long id) {
    return List.of(main, subgroup).stream().filter(group -> group.id == id).findFirst();
  }

  Optional<FakePoll> poll(String idOrKey) {
    return polls.stream()
        .filter(poll -> poll.key.equals(idOrKey) || Long.toString(poll.id).equals(idOrKey))
        .findFirst();
  }

  Optional<FakeDiscussion> discussion(String idOrKey) {
    return discussions.values().stream()
        .filter(d -> d.key().equals(idOrKey) || Long.toString(d.id()).equals(idOrKey))
        .findFirst();
  }

  FakePoll create(Optional<FakeGroup> group, List<String> options, JsonObject asked) {
    long id = ++last;
    FakePoll poll =
        new FakePoll(
            id,
            "p" + Long.toString(id * 7_919, 36) + "Z",
            group.map(g -> g.id),
            options,
            asked,
            FakeParameters.text(asked, "closing_at").flatMap(FakeWorld::time),
            group.map(g -> g.voters(BOT)).orElse(Set.of()),
            Instant.now());
    polls.add(poll);
    return poll;
  }

  FakeDiscussion discuss(FakeGroup group, String title) {
    long id = ++last;
    FakeDiscussion discussion =
        new FakeDiscussion(id, "d" + Long.toString(id * 7_919, 36) + "Z", title, group, id + 5);
    discussions.put(discussion.key(), discussion);
    return discussion;
  }

  /** Reads a time as Rails does, and rounds it to the hour; none where it is not one. */
  static Optional<Instant> time(String text) {
    try {
      Instant time =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return Optional.of(time.truncatedTo(ChronoUnit.HOURS));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
