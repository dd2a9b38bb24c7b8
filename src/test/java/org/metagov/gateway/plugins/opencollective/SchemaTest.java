package org.metagov.gateway.plugins.opencollective;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.json.JsonText;

/** What the original's schemas accept, ours accept. */
class SchemaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PluginDescriptor plugin = TestCatalog.read(new OpenCollective());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config | {'access_token':'t','collective_slug':'metagov'}",
        "create-comment | {'raw':'Approved by the council','expense_id':'dgm9bnk8-0437xqry'}",
        "create-comment | {'raw':'','conversation_id':'v0d8j4qx'}",
        "create-comment | {'raw':'on nothing'}",
        "create-conversation | {'raw':'<p>a</p>','title':'b'}",
        "create-conversation | {'raw':'','title':'','tags':[]}",
        "create-conversation | {'raw':'a','title':'b','tags':['a-b','','A b']}",
        "process-expense | {'expense_id':'dgm9bnk8-0437xqry','action':'APPROVE'}",
        "process-expense | {'expense_id':'','action':'anything'}",
        "vote | {'title':'Shall we?'}",
        "vote | {'title':'Shall we?','details':'<p>b</p>','callback_url':'http://driver/outcome/1'}",
        "vote | {'title':'','details':'','extra':{'a':[1]}}"
      })
  void whatDriversSendIsAccepted(String name, String example) throws IOException {
    JsonNode input = MAPPER.readTree(example.replace('\'', '"'));
    assertThat(schema(original(name)).validate(input)).isEmpty();
    assertThat(schema(derived(name)).validate(input)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config", "create-comment", "create-conversation", "process-expense", "vote"})
  void oursAsksForNoMoreThanTheOriginals(String name) throws IOException {
    JsonObject original = original(name);
    JsonObject derived = derived(name);
    assertThat(strings(original, "required")).containsAll(strings(derived, "required"));
    if (!derived.getBoolean("additionalProperties", true)) {
      assertThat(original.getBoolean("additionalProperties", true)).isFalse();
    }
    JsonObject properties = derived.getJsonObject("properties");
    original
        .getJsonObject("properties")
        .forEach(
            (member, of) -> {
              JsonObject own = properties.getJsonObject(member);
              assertThat(own).as(member).isNotNull();
              assertThat(own.getString("type")).isEqualTo(of.asJsonObject().getString("type"));
              assertThat(own.get("items")).isEqualTo(of.asJsonObject().get("items"));
              if (!member.equals("collective_slug")) {
                // Kept in an indexed column, so it has a longest length.
                assertThat(Set.of("type", "description", "items", "writeOnly"))
                    .containsAll(own.keySet());
              }
            });
  }

  @Test
  void theFirstVersionsConfigIsAccepted() throws IOException {
    String config = "{\"api_key\":\"k\",\"collective_slug\":\"metagov\",\"webhook_slug\":\"x\"}";
    assertThat(schema(derived("config")).validate(MAPPER.readTree(config))).isEmpty();
  }

  private JsonObject derived(String name) {
    if (name.equals("config")) {
      return plugin.configSchema().source();
    }
    return name.equals("vote")
        ? plugin.processes().get(name).parameters().orElseThrow().source()
        : plugin.actions().get(name).parametersSchema().orElseThrow();
  }

  private static JsonObject original(String name) throws IOException {
    try (InputStream in = SchemaTest.class.getResourceAsStream("original-schemas.json")) {
      return JsonText.parse(in.readAllBytes()).asJsonObject().getJsonObject(name);
    }
  }

  private static com.networknt.schema.JsonSchema schema(JsonObject source) throws IOException {
    return JsonSchemaFactory.getInstance(VersionFlag.V7)
        .getSchema(MAPPER.readTree(JsonText.write(source)));
  }

  private static List<String> strings(JsonObject of, String member) {
    JsonArray array = of.getOrDefault(member, JsonValue.EMPTY_JSON_ARRAY).asJsonArray();
    return array.getValuesAs(JsonString::getString);
  }
}
