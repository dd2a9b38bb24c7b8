package org.metagov.gateway.describe;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginDescriptor.EventDescriptor;
import org.metagov.gateway.describe.Audience.Enabled;
import org.metagov.gateway.lane.SystemEventType;
import org.metagov.gateway.operation.Routes;
import org.metagov.gateway.rest.GatewayApplication;
import org.metagov.gateway.rest.RouteReader;

/** The document of what is sent tells of all of it. */
class AsyncApiTest {
  private static final Routes ROUTES = RouteReader.of(GatewayApplication.RESOURCES);
  private static final List<PluginDescriptor> PLUGINS = ProjectPlugins.all();
  private static final Audience ALL = new Audience(true, true, true, Optional.empty());

  private static JsonObject messages(Audience audience) {
    return AsyncApi.of(ROUTES, PLUGINS, audience, "1")
        .getJsonObject("components")
        .getJsonObject("messages");
  }

  private static Stream<String> declared(PluginDescriptor plugin) {
    return plugin.events().stream().map(event -> plugin.name() + "." + event.eventType());
  }

  @Test
  void everyEventThatIsDeclaredIsInIt() {
    assertThat(messages(ALL).keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    PLUGINS.stream().flatMap(AsyncApiTest::declared),
                    Stream.of(SystemEventType.values()).map(type -> "metagov." + type.wireName()),
                    Stream.of("process", "cloudevent.binary", "cloudevent.structured"))
                .flatMap(names -> names)
                .toList());
  }

  /** What a test has seen stands beside the plugin; what is made of a schema is none of those. */
  @Test
  void whatIsShownOfAnEventATestHasSeen() {
    for (PluginDescriptor plugin : PLUGINS) {
      for (EventDescriptor event : plugin.events()) {
        assertThat(Examples.of(plugin.type()).find("events", event.eventType(), "data"))
            .as("%s.%s: EXAMPLES=record writes it", plugin.name(), event.eventType())
            .isPresent();
      }
    }
  }

  @Test
  void aCommunityHearsOfItsPluginsOnly() {
    Audience garden =
        new Audience(true, true, true, Optional.of(new Enabled("garden", Set.of("randomness"))));
    assertThat(messages(garden).keySet())
        .contains("randomness.number_drawn", "metagov.delivery_dead")
        .noneMatch(name -> name.startsWith("discourse."));
  }

  @Test
  void ofEachMessageOneIsShownThatIsOfTheSchemaBesideIt() {
    Answers answers = Answers.of(OpenApi.of(ROUTES, PLUGINS, ALL, "1"));
    JsonObject messages = messages(ALL);
    for (String name : messages.keySet()) {
      JsonObject message = messages.getJsonObject(name);
      JsonArray examples = message.getJsonArray("examples");
      assertThat(examples).as(name).isNotEmpty();
      for (JsonValue example : examples) {
        assertThat(
                answers.flaws(
                    message.getJsonObject("payload"), example.asJsonObject().get("payload")))
            .as(name)
            .isEmpty();
      }
    }
  }
}
