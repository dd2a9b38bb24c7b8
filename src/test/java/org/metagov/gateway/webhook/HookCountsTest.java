package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.testing.Parallel;
import org.metagov.gateway.testing.TestMeters;
import org.metagov.gateway.webhook.Counted.Kind;
import org.metagov.gateway.webhook.HookCounts.Address;

class HookCountsTest {
  private static final Address GARDEN = new Address("garden", "tally", 1);
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private final Map<String, Counted> store = new TreeMap<>();
  private int writesLeft = Integer.MAX_VALUE;
  private final HookCounts counts = new HookCounts(this::add, TestMeters.unread());

  private void add(List<Map.Entry<Address, Counted>> counted) {
    if (writesLeft-- <= 0) {
      throw new IllegalStateException("the store is away");
    }
    counted.forEach(
        entry -> store.merge(entry.getKey().community(), entry.getValue(), Counted::plus));
  }

  private Counted pending(Address address) {
    return counts.with(counted -> counted.apply(address));
  }

  @Test
  void whatIsCountedByManyAtOnceIsWrittenDownOnce() {
    Parallel.run(
        4,
        thread -> {
          for (int i = 0; i < 500; i++) {
            counts.count(GARDEN, Kind.ACCEPTED, NOON);
            if (i % 100 == 0) {
              counts.flush();
            }
          }
          return null;
        });
    counts.flush();
    counts.flush();
    assertThat(store.get("garden").accepted()).isEqualTo(2_000);
    assertThat(pending(GARDEN)).isEqualTo(Counted.NOTHING);
  }

  @Test
  void eachKindIsCountedWithItsTimes() {
    counts.count(GARDEN, Kind.ACCEPTED, NOON);
    counts.count(GARDEN, Kind.REPEATED, NOON.plusSeconds(1));
    counts.count(GARDEN, Kind.UNMATCHED, NOON.plusSeconds(2));
    counts.count(GARDEN, Kind.ANSWERED, NOON.plusSeconds(3));
    counts.refuse(GARDEN, "stale", NOON.plusSeconds(5));
    counts.refuse(GARDEN, "forged", NOON.plusSeconds(4));
    counts.passOver(GARDEN);
    Counted counted = pending(GARDEN);
    assertThat(counted.accepted()).isEqualTo(1);
    assertThat(counted.repeated()).isEqualTo(1);
    assertThat(counted.unmatched()).isEqualTo(2);
    assertThat(counted.refused()).isEqualTo(2);
    assertThat(counted.lastVerified()).contains(NOON.plusSeconds(3));
    assertThat(counted.lastSeen()).contains(NOON.plusSeconds(5));
    assertThat(counted.lastRefused()).contains(NOON.plusSeconds(5));
    assertThat(counted.lastRefusal()).contains("stale");
  }

  @Test
  void whatCannotBeWrittenDownIsWrittenLater() {
    IntStream.range(0, 250)
        .forEach(i -> counts.count(new Address("c" + i, "tally", i), Kind.ACCEPTED, NOON));
    writesLeft = 1;
    assertThatIllegalStateException().isThrownBy(counts::flush);
    counts.count(new Address("c7", "tally", 7), Kind.ACCEPTED, NOON);
    writesLeft = Integer.MAX_VALUE;
    counts.flush();
    assertThat(store).hasSize(250);
    assertThat(store.values().stream().mapToLong(Counted::accepted).sum()).isEqualTo(251);
  }

  @Test
  void aStoreThatStaysAwayDoesNotFillTheMemory() {
    writesLeft = 0;
    for (int i = 0; i < HookCounts.MOST_ADDRESSES + 10; i++) {
      counts.refuse(new Address("c" + i, "tally", i), "x".repeat(100_000), NOON);
    }
    counts.refuse(new Address("c0", "tally", 0), "again", NOON.plusSeconds(1));
    assertThatIllegalStateException().isThrownBy(counts::flush);
    assertThat(pending(new Address("c0", "tally", 0)).refused()).isEqualTo(2);
    assertThat(pending(new Address("c1", "tally", 1)).lastRefusal().orElseThrow()).hasSize(500);
    Address beyond =
        new Address("c" + HookCounts.MOST_ADDRESSES, "tally", HookCounts.MOST_ADDRESSES);
    assertThat(pending(beyond)).isEqualTo(Counted.NOTHING);
  }

  @Test
  void whatWasCountedGoesWithItsPlugin() {
    counts.count(GARDEN, Kind.ACCEPTED, NOON);
    counts.left(new PluginLeaving(1, "garden", "tally", Instant.now()));
    counts.flush();
    assertThat(store).isEmpty();
  }
}
