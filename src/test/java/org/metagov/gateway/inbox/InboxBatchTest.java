package org.metagov.gateway.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.Opening;
import org.metagov.gateway.trace.Trace;

class InboxBatchTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant LATER = NOW.plusSeconds(5);

  /** What has become of the webhooks, in order. */
  private final List<String> became = new ArrayList<>();

  private final Set<Long> failing = new HashSet<>();
  private final Set<Long> unwritable = new HashSet<>();
  private final Set<Long> parked = new HashSet<>();
  private boolean away;
  private boolean moreCame;
  private boolean isOver;

  private final class Lane extends InboxBatch {
    @Override
    public Done ask(WaitingWebhook webhook, Optional<DraftState> before) {
      if (failing.contains(webhook.id())) {
        throw new IllegalArgumentException("the plugin fails");
      }
      return means(webhook);
    }

    @Override
    public boolean record(List<Done> all, boolean last) {
      if (away || all.stream().anyMatch(done -> unwritable.contains(done.webhook().id()))) {
        throw new IllegalArgumentException("it cannot be written down");
      }
      all.forEach(done -> became.add("done " + done.webhook().id()));
      if (last && !moreCame) {
        became.add("empty");
      }
      return last && !moreCame;
    }

    @Override
    public Optional<Instant> fail(WaitingWebhook webhook, RuntimeException failure) {
      if (away) {
        throw new IllegalStateException("the store is away");
      }
      boolean isParked = parked.contains(webhook.id());
      became.add((isParked ? "parked " : "failed ") + webhook.id());
      return isParked ? Optional.empty() : Optional.of(LATER);
    }

    @Override
    public boolean isOver() {
      return isOver;
    }
  }

  private static InboxBatch.Done means(WaitingWebhook webhook) {
    DraftState state = new DraftState(JsonValue.EMPTY_JSON_OBJECT);
    return new InboxBatch.Done(
        webhook, List.of(), state, List.of(), Optional.empty(), Optional.empty());
  }

  private static WaitingWebhook webhook(long id) {
    return new WaitingWebhook(
        id,
        1,
        1,
        "garden",
        "tally",
        "k" + id,
        new Opening<>(() -> new WebhookRequest(Map.of(), "", new byte[0], NOW)),
        2,
        0,
        Optional.empty(),
        Trace.begin());
  }

  /**
   * Works the webhooks 1 to 4 off, all of their lane; returns whether there may be more at once.
   */
  private boolean workOff() {
    return workOff(true);
  }

  private boolean workOff(boolean whole) {
    return new Lane()
        .workOff(LongStream.rangeClosed(1, 4).mapToObj(InboxBatchTest::webhook).toList(), whole);
  }

  @Test
  void webhooksAreDoneInTheirOrder() {
    assertThat(workOff()).isFalse();
    assertThat(became).containsExactly("done 1", "done 2", "done 3", "done 4", "empty");
  }

  @Test
  void aLaneOfWhichThereIsMoreGoesOn() {
    assertThat(workOff(false)).isTrue();
    assertThat(became).containsExactly("done 1", "done 2", "done 3", "done 4");
  }

  @Test
  void whatHasComeMeanwhileIsWorkedOffAtOnce() {
    moreCame = true;
    assertThat(workOff()).isTrue();
    assertThat(became).containsExactly("done 1", "done 2", "done 3", "done 4");
  }

  @Test
  void aLaneWhoseTimeIsOverGivesWayButNotBeforeItsFirstOne() {
    isOver = true;
    assertThat(workOff()).isTrue();
    assertThat(became).containsExactly("done 1");
  }

  @Test
  void anEmptyLaneIsLeft() {
    assertThat(new Lane().workOff(List.of(), true)).isFalse();
    assertThat(became).containsExactly("empty");
  }

  @Test
  void whatIsBehindAFailedOneWaits() {
    failing.add(2L);
    assertThat(workOff()).isFalse();
    assertThat(became).containsExactly("done 1", "failed 2");
  }

  @Test
  void whatIsBehindOneThatCannotBeRecordedWaits() {
    unwritable.add(2L);
    assertThat(workOff()).isFalse();
    assertThat(became).containsExactly("done 1", "failed 2");
  }

  @Test
  void aFailureBehindOneThatCannotBeRecordedIsNone() {
    unwritable.add(1L);
    failing.add(2L);
    assertThat(workOff()).isFalse();
    assertThat(became).containsExactly("failed 1");
  }

  @Test
  void whatIsBehindAParkedOneIsReadAnew() {
    failing.add(2L);
    parked.add(2L);
    assertThat(workOff()).isTrue();
    assertThat(became).containsExactly("done 1", "parked 2");
    became.clear();
    unwritable.add(1L);
    parked.add(1L);
    assertThat(workOff()).isTrue();
    assertThat(became).containsExactly("parked 1");
  }

  @Test
  void aStoreThatIsAwayEndsTheBatchAndNobodyIsToBlame() {
    away = true;
    assertThatIllegalStateException().isThrownBy(this::workOff);
    assertThat(became).isEmpty();
  }
}
