package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.inbox.InboxKeepService.Kept;
import org.metagov.gateway.inbox.NewWebhook;

class SubmissionTest {
  private static NewWebhook webhook(long instance) {
    PluginSnapshot of =
        new PluginSnapshot(instance, "garden", "tally", JsonValue.EMPTY_JSON_OBJECT);
    return new NewWebhook(of, "", Optional.empty(), null, null, null, Optional.empty());
  }

  private final Submission submission = new Submission(List.of(webhook(3), webhook(4)));

  @Test
  void whatIsKeptWaits() {
    assertThat(submission.isWaiting()).isFalse();
    submission.kept().complete(new Kept(2, 2, false));
    assertThat(submission.isWaiting()).isTrue();
    assertThat(submission.instances()).containsExactly(3L, 4L);
  }

  @Test
  void whatIsRefusedIsNot() {
    submission.kept().complete(new Kept(0, 0, true));
    assertThat(submission.isWaiting()).isFalse();
  }

  @Test
  void whatIsKnownIsNot() {
    submission.kept().complete(new Kept(0, 0, false));
    assertThat(submission.isWaiting()).isFalse();
  }

  @Test
  void whatFailedOrWasGivenUpIsNot() {
    submission.kept().completeExceptionally(new IllegalStateException("the disk is gone"));
    assertThat(submission.isWaiting()).isFalse();
    Submission given = new Submission(List.of(webhook(5)));
    given.kept().cancel(false);
    assertThat(given.isWaiting()).isFalse();
  }
}
