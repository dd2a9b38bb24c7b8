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

  private static final CommunitySnapshot SEVERAL =
      new CommunitySnapshot(
          "garden",
          "The Garden",
          List.of(
              new PluginSnapshot(1, "garden", "loomio", Optional.of("a/b"), config("{}")),
              new PluginSnapshot(2, "garden", "loomio", Optional.of("c"), config("{}"))));

  private static JsonObject config(String json) {
    return JsonText.parse(json).asJsonObject();
  }

  private static Written written(String plugin, String config) {
    return written(
        Optional.of(1L).filter(id -> plugin.equals("loomio")), plugin, Optional.empty(), config);
  }

  private static Written written(
      Optional<Long> instance, String plugin, Optional<String> called, String config) {
    return new Written(
        instance, plugin, called, Optional.empty(), config(config), Map.of(), state -> state);
  }

  private static List<String> changed(
      Optional<String> readableName, List<Written> written, Long... disabled) {
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
    assertThat(changed(Optional.empty(), List.of(), 1L)).containsExactly("/plugins/loomio");
  }

  @Test
  void ofSeveralOfOnePluginItIsToldWhich() {
    CommunityChange change =
        new CommunityChange(
            "garden",
            Optional.empty(),
            List.of(
                written(Optional.of(1L), "loomio", Optional.of("a/b"), "{\"key\":\"hush\"}"),
                written(Optional.empty(), "loomio", Optional.of("d"), "{}")),
            List.of(2L));
    assertThat(ChangedFields.of(SEVERAL, change))
        .containsExactly(
            "/plugins/loomio[c]", "/plugins/loomio[a~1b]/config/key", "/plugins/loomio[d]");
  }

  @Test
  void anotherNameIsTold() {
    assertThat(
            changed(
                Optional.empty(),
                List.of(
                    written(
                        Optional.of(1L), "loomio", Optional.of("g1"), "{\"key\":\"a\",\"b\":1}"))))
        .containsExactly("/plugins/loomio/community_platform_id");
  }
}
