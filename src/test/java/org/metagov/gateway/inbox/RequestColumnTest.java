package org.metagov.gateway.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.WebhookRequest;

class RequestColumnTest {
  @Test
  void whatCameInIsReadAsItCame() {
    WebhookRequest came =
        new WebhookRequest(
            "PUT",
            "polls/a%2Fb",
            Map.of("X-A", List.of("1", "2")),
            "q=%20",
            "{\"a\":\"ä\"}".getBytes(UTF_8),
            Instant.EPOCH);
    WebhookRequest read = RequestColumn.read(RequestColumn.toJson(came), Instant.EPOCH);
    assertThat(read.method()).isEqualTo("PUT");
    assertThat(read.path()).isEqualTo("polls/a%2Fb");
    assertThat(read.query()).isEqualTo("q=%20");
    assertThat(read.headers()).isEqualTo(came.headers());
    assertThat(read.body()).isEqualTo(came.body());
  }

  @Test
  void whatAnEarlierVersionHasKeptCameByPost() {
    JsonObject kept =
        JsonText.parse("{\"headers\":{},\"query\":\"\",\"text\":\"{}\"}").asJsonObject();
    WebhookRequest read = RequestColumn.read(kept, Instant.EPOCH);
    assertThat(read.method()).isEqualTo("POST");
    assertThat(read.path()).isEmpty();
    assertThat(read.text()).isEqualTo("{}");
  }
}
