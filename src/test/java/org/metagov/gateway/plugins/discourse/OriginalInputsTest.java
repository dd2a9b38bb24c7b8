package org.metagov.gateway.plugins.discourse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.testing.plugin.PluginUnderTest;

/** What the original's drivers send fits our schemas, too. */
class OriginalInputsTest {
  private final JsonNode schemas = read("original_schemas.json");
  private final JsonNode inputs = read("original_inputs.json");

  @TestFactory
  Stream<DynamicTest> whatFittedTheOriginalFits() {
    JsonObject config = JsonText.parse(inputs.at("/config/0").toString()).asJsonObject();
    PluginUnderTest plugin = new PluginUnderTest(new Discourse(), config, Optional.empty());
    try (plugin) {
      InputSchema poll = plugin.descriptor().processes().get("poll").parameters().orElseThrow();
      return Stream.of(
              each("/config", plugin.descriptor().configSchema()),
              each("/processes/poll", poll),
              plugin.descriptor().actions().entrySet().stream()
                  .flatMap(
                      action ->
                          each(
                              "/actions/" + action.getKey(),
                              action.getValue().parameters().orElseThrow())))
          .flatMap(tests -> tests);
    }
  }

  private Stream<DynamicTest> each(String path, InputSchema ours) {
    var original =
        JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schemas.requiredAt(path));
    return StreamSupport.stream(inputs.requiredAt(path).spliterator(), false)
        .map(
            input ->
                DynamicTest.dynamicTest(
                    path + " " + input,
                    () -> {
                      assertThat(original.validate(input)).isEmpty();
                      JsonObject json = JsonText.parse(input.toString()).asJsonObject();
                      assertThat(ours.complete(json)).containsAllEntriesOf(json);
                    }));
  }

  private static JsonNode read(String name) {
    try (InputStream in = OriginalInputsTest.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
