package org.metagov.gateway.plugins.near;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.metagov.gateway.fakes.near.FakeNear;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;

class NearContractTest extends PluginContract<FakeNear> {
  private static final String PROVIDER_KEY = "key-of-the-provider";

  @Override
  protected Plugin<?> plugin() {
    return new Near(Duration.ofMillis(5));
  }

  @Override
  protected FakeNear platform() {
    FakeNear near = new FakeNear();
    near.demandKey(PROVIDER_KEY);
    return near;
  }

  @Override
  protected JsonObject config(FakeNear near) {
    return JsonText.object()
        .add("contract_id", FakeNear.CONTRACT)
        .add("account_id", FakeNear.ACCOUNT)
        .add("secret_key", FakeNear.SECRET)
        .add("node_url", near.url())
        .add("node_api_key", PROVIDER_KEY)
        .build();
  }

  @Override
  protected List<ActionExample> actions(FakeNear near) {
    return List.of(
        ActionExample.of(
            "view",
            "{\"method_name\":\"get_proposals\",\"args\":{\"from_index\":0}}",
            "{}",
            "{\"method_name\":7}",
            "{\"method_name\":\"m\",\"args\":[]}",
            "{\"method_name\":\"m\",\"gas\":1}"),
        ActionExample.of(
            "call",
            "{\"method_name\":\"add_proposal\",\"args\":{\"proposal\":{\"description\":\"pay me\"}},"
                + "\"gas\":100000000000000,\"amount\":100000000000000}",
            "{}",
            "{\"method_name\":\"m\",\"args\":7}",
            "{\"method_name\":\"m\",\"gas\":-1}",
            "{\"method_name\":\"m\",\"amount\":\"ten\"}",
            "{\"method_name\":\"m\",\"amount\":0.1}",
            "{\"method_name\":\"m\",\"deposit\":1}"));
  }
}
