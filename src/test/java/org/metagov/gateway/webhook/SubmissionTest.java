package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.inbox.InboxKeepService.Kept;
import org.metagov.gateway.inbox.NewWebhook;

class KeptBatchTest {
  private static NewWebhook webhook(long instance) {
    PluginSnapshot of =
        new PluginSnapshot(instance, "garden", "tally", JsonValue.EMPTY_JSON_OBJECT);
    return new NewWebhook(of, "", Optional.empty(), null, null, null);
  }

  @Test
  void whatIsRefusedOrKnownMakesNobodyWait() {
    KeptBatch batch =
        new KeptBatch(
            List.of(
                List.of(webhook(1)),
                List.of(webhook(2)),
                List.of(webhook(3), webhook(4)),
                List.of(webhook(5))),
            List.of(new Kept(0, true), new Kept(0, false), new Kept(2, false), new Kept(1, false)));
    assertThat(batch.instances()).containsExactly(List.of(3L, 4L), List.of(5L));
  }
}
