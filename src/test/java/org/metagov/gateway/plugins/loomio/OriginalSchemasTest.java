package org.metagov.gateway.plugins.loomio;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.RecordBinder;

/** What drivers sent to the original is valid, and means the same. */
class OriginalSchemasTest {
  private static final PluginDescriptor PLUGIN = TestCatalog.read(new Loomio());

  @ParameterizedTest
  @ValueSource(strings = {"config", "create-discussion", "list-members", "poll"})
  void whatTheOriginalTakesIsTaken(String which) throws IOException {
    JsonObject original = original(which);
    JsonObject ours = ours(which).source();
    assertThat(texts(original, "required")).containsAll(texts(ours, "required"));
    JsonObject properties = ours.getJsonObject("properties");
    original
        .getJsonObject("properties")
        .forEach(
            (name, property) ->
                assertTakes(name, property.asJsonObject(), properties.getJsonObject(name)));
  }

  private static void assertTakes(String name, JsonObject original, JsonObject ours) {
    assertThat(ours).as(name).isNotNull();
    assertThat(ours.getString("type")).as(name).isEqualTo(original.getString("type"));
    if (ours.containsKey("enum")) {
      assertThat(texts(ours, "enum")).as(name).containsAll(texts(original, "enum"));
    }
    if (original.containsKey("items")) {
      assertTakes(name + "[]", original.getJsonObject("items"), ours.getJsonObject("items"));
    }
    assertThat(ours.keySet())
        .as(name)
        .isSubsetOf("type", "enum", "items", "description", "default", "writeOnly");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "config | {'api_key':'k'}",
        "config | {'api_key':'k','webhook_slug':'s'}",
        "config | {'api_key':'k','subgroup_api_keys':['a','b'],'anything':[1]}",
        "list-members | {}",
        "list-members | {'subgroup':'metagov-treasury'}",
        "create-discussion | {'title':'T','recipient_user_ids':['7'],'recipient_audience':'group'}",
        "poll | {'title':'T','closing_at':'2026-12-01','poll_type':'proposal','options':['agree']}",
        "poll | {'title':'T','closing_at':'2026-12-01','poll_type':'dot_vote','options':['a','b'],"
            + "'discussion_id':12.0,'recipient_user_ids':[1,2.0],'voter_can_add_options':true,"
            + "'hide_results_until_closed':true,'details_format':'html','subgroup':'s',"
            + "'notify_on_closing_soon':'undecided_voters','recipient_emails':['a@example.org']}"
      })
  void whatDriversSentIsValidByBoth(String which, String text) throws IOException {
    String json = text.replace('\'', '"');
    var original =
        JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(original(which).toString());
    assertThat(original.validate(new ObjectMapper().readTree(json))).isEmpty();
    JsonObject completed = ours(which).complete(JsonText.parse(json).asJsonObject());
    assertThat(RecordBinder.bind(completed, type(which))).isNotNull();
  }

  @Test
  void theFirstDriversSentNoTypeAndNoText() {
    JsonObject sent =
        json("{'title':'T','options':['agree'],'closing_at':'2026-12-01','details':null}");
    NewPoll poll = RecordBinder.bind(ours("poll").complete(sent), NewPoll.class);
    assertThat(poll.pollType()).isEqualTo(PollType.PROPOSAL);
    assertThat(poll.details()).isEmpty();
  }

  private static JsonObject original(String which) throws IOException {
    try (InputStream in = OriginalSchemasTest.class.getResourceAsStream("original-schemas.json")) {
      return JsonText.parse(in.readAllBytes()).asJsonObject().getJsonObject(which);
    }
  }

  private static InputSchema ours(String which) {
    return switch (which) {
      case "config" -> PLUGIN.configSchema();
      case "poll" -> PLUGIN.processes().get("poll").parameters().orElseThrow();
      default -> PLUGIN.actions().get(which).parameters().orElseThrow();
    };
  }

  private static Class<?> type(String which) {
    return switch (which) {
      case "config" -> PLUGIN.config();
      case "poll" -> NewPoll.class;
      default -> PLUGIN.actions().get(which).parameterType().orElseThrow();
    };
  }

  private static List<String> texts(JsonObject schema, String name) {
    JsonArray items =
        schema.get(name) instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
    return Stream.of(items.toArray(JsonValue[]::new))
        .map(item -> ((JsonString) item).getString())
        .toList();
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
