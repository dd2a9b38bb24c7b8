package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.HookedCommunity;

/** The keys that seal secrets are changed while all else goes on. */
public interface SecretsContract extends GatewayUnderTest {
  String SECRETS = "/api/internal/secrets";

  private JsonArray keys() {
    return api().get(SECRETS).json().getJsonArray("keys");
  }

  private static List<String> ids(JsonArray keys) {
    return keys.getValuesAs(JsonObject.class).stream().map(key -> key.getString("id")).toList();
  }

  private static boolean hasHappened(HookedCommunity community) {
    return community.events().containsAll(community.acknowledged());
  }

  @Test
  default void theKeysAreChangedUnderLoad() {
    HookedCommunity before = HookedCommunity.create(api(), fresh());
    assertThat(before.send().status()).isEqualTo(200);
    String old = ids(keys()).get(0);
    Reply rotated = api().post(SECRETS + "/rotate", "{}");
    assertThat(rotated.status()).isEqualTo(202);
    assertThat(rotated.json().getBoolean("rotating")).isTrue();
    assertThat(ids(rotated.json().getJsonArray("keys"))).hasSize(2).contains(old);
    // Of another one while that goes on, nothing comes.
    assertThat(ids(api().post(SECRETS + "/rotate", "{}").json().getJsonArray("keys")))
        .isEqualTo(ids(rotated.json().getJsonArray("keys")));
    // What a community does goes on meanwhile, with secrets of before and of now.
    HookedCommunity during = HookedCommunity.create(api(), fresh());
    soon()
        .until(
            () -> {
              assertThat(before.send().status()).isEqualTo(200);
              assertThat(during.send().status()).isEqualTo(200);
              return hasHappened(before) && hasHappened(during);
            });
    pass(Duration.ofMinutes(3));
    soon().until(() -> ids(keys()).size() == 1);
    assertThat(ids(keys())).doesNotContain(old);
    assertThat(before.send().status()).isEqualTo(200);
    assertThat(api().get(before.path()).status()).isEqualTo(200);
  }
}
