package org.example.plugins.guild;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

class GuildTest {
  @Test
  void whatAnInterfaceBetweenHandsOnIsTheConfig() {
    assertThat(TestCatalog.read(new Guild()).config()).isEqualTo(Guild.Config.class);
  }

  @Test
  void aPluginsTestHasSettingsAndCredentials() {
    try (FakeGuild guild = new FakeGuild();
        PluginUnderTest plugin =
            new PluginUnderTest(
                new Guild(),
                Json.createObjectBuilder()
                    .add("guild", guild.guild())
                    .add("name", "The Guild")
                    .add("server_url", guild.url())
                    .build(),
                Optional.empty())) {
      plugin.set(
          Map.of(
              "metagov.plugin.guild.client-id", FakeGuild.CLIENT,
              "metagov.plugin.guild.client-secret", FakeGuild.CLIENT_SECRET));
      plugin.keep("hall", guild.admitted(plugin.now()));
      assertThat(plugin.action("whoami", Json.createObjectBuilder().build()).getString("user"))
          .isEqualTo("master-1");
      assertThat(guild.renewals()).isEqualTo(1);
      assertThat(
              plugin.action(
                  "hang-banner",
                  Json.createObjectBuilder()
                      .add("motto", "Ora et labora")
                      .add("picture", "iVBORw0KGgo=")
                      .build()))
          .isEqualTo(Json.createObjectBuilder().add("place", "above the fire").build());
      assertThat(plugin.credentials().get("hall").isFresh(plugin.now())).isTrue();
    }
  }
}
