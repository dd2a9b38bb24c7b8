package org.metagov.gateway.community;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.community.CommunityChange.Written;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.JsonText;

class ChangedFieldsTest {
  private static final CommunitySnapshot BEFORE =
      new CommunitySnapshot(
          "garden",
          "The Garden",
          List.of(new PluginSnapshot(1, "garden", "loomio", config("{\"key\":\"a\",\"b\":1}"))));

  private static JsonObject config(String json) {
    return JsonText.parse(json).asJsonObject();
  }

  private static Written written(String plugin, String config) {
    return new Written(plugin, Optional.empty(), config(config), Map.of(), state -> state);
  }

  private static List<String> changed(
      Optional<String> readableName, List<Written> written, String... disabled) {
    return ChangedFields.of(
        BEFORE, new CommunityChange("garden", readableName, written, List.of(disabled)));
  }

  @Test
  void whatStaysAsItIsIsNoChange() {
    assertThat(changed(Optional.of("The Garden"), List.of())).isEmpty();
    assertThat(changed(Optional.empty(), List.of(written("loomio", "{\"b\":1,\"key\":\"a\"}"))))
        .isEmpty();
  }

  @Test
  void namesAreToldAndNoValues() {
    assertThat(
            changed(
                Optional.of("Hush"),
                List.of(written("loomio", "{\"key\":\"hush\",\"c\":2}"), written("near", "{}"))))
        .containsExactly(
            "/readable_name",
            "/plugins/loomio/config/b",
            "/plugins/loomio/config/c",
            "/plugins/loomio/config/key",
            "/plugins/near");
  }

  @Test
  void whatIsDisabledIsTold() {
    assertThat(changed(Optional.empty(), List.of(), "loomio")).containsExactly("/plugins/loomio");
  }
}
