package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.PlatformException;

class PlatformDeadlineTest implements DeadlineContract {
  @Override
  public String post(String url, String body, Duration limit) {
    try {
      return Integer.toString(
          TestOutboundHttp.sending(limit).post(url).json(JsonText.string(body)).send().status());
    } catch (PlatformException e) {
      assertThat(e.isTimeout()).isEqualTo(e.getMessage().contains("did not answer"));
      return e.getMessage();
    }
  }
}
