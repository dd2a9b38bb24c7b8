package org.metagov.gateway.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.describe.Audience.Enabled;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.operation.Operation;
import org.metagov.gateway.operation.Route;
import org.metagov.gateway.operation.Routes;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.rest.GatewayApplication;
import org.metagov.gateway.rest.RouteReader;
import org.yaml.snakeyaml.Yaml;

/** The document is valid, and tells of everything there is. */
class OpenApiTest {
  private static final Routes ROUTES = RouteReader.of(GatewayApplication.RESOURCES);
  private static final List<PluginDescriptor> PLUGINS = ProjectPlugins.all();
  private static final JsonObject DOCUMENT =
      OpenApi.of(ROUTES, PLUGINS, new Audience(true, true, true, Optional.empty()), "1");

  private static final JsonObject CALLBACK =
      DOCUMENT
          .getJsonObject("components")
          .getJsonObject("pathItems")
          .getJsonObject("Callback")
          .getJsonObject("post")
          .getJsonObject("requestBody");

  private static void eachOperation(BiConsumer<String, JsonObject> with) {
    DOCUMENT
        .getJsonObject("paths")
        .forEach(
            (path, item) ->
                item.asJsonObject()
                    .forEach((verb, of) -> with.accept(verb + " " + path, of.asJsonObject())));
  }

  private static Set<String> operations(JsonObject document) {
    return document.getJsonObject("paths").entrySet().stream()
        .flatMap(
            item ->
                item.getValue().asJsonObject().keySet().stream()
                    .map(verb -> verb + " " + item.getKey()))
        .collect(Collectors.toSet());
  }

  @Test
  void aParserFindsNothingWrong() {
    SwaggerParseResult result =
        new OpenAPIV3Parser().readContents(JsonText.write(DOCUMENT), null, null);
    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getPaths()).hasSameSizeAs(DOCUMENT.getJsonObject("paths"));
  }

  @Test
  void theOfficialSchemaLetsItThrough() throws IOException {
    assertThat(flaws("spec.openapis.org/oas/3.1/schema-base/2022-10-07", DOCUMENT)).isEmpty();
    JsonObject wrong = JsonText.object(DOCUMENT).add("paths", "none").build();
    assertThat(flaws("spec.openapis.org/oas/3.1/schema-base/2022-10-07", wrong)).isNotEmpty();
  }

  /** Validates by the schema {@code name} among the files of the class path. */
  static Set<ValidationMessage> flaws(String name, JsonObject document) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonSchemaFactory factory =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder ->
                builder.schemaMappers(
                    mappers ->
                        mappers.mapPrefix(
                            "https://spec.openapis.org", "classpath:spec.openapis.org")));
    try (InputStream in = OpenApiTest.class.getClassLoader().getResourceAsStream(name)) {
      JsonNode source = mapper.readTree(in);
      JsonSchema schema = factory.getSchema(source);
      return schema.validate(mapper.readTree(JsonText.write(document)));
    }
  }

  @Test
  void everyRouteIsInIt() {
    Set<String> told = operations(DOCUMENT);
    for (Route route : ROUTES.all()) {
      String verb = route.verb().toLowerCase(java.util.Locale.ROOT) + " ";
      if (route.operation().per() == Operation.Per.ROUTE) {
        assertThat(told).contains(verb + route.path());
      } else {
        assertThat(told)
            .doesNotContain(verb + route.path())
            .anyMatch(it -> it.startsWith(verb + route.path().replaceAll("\\{.*", "")));
      }
    }
  }

  @Test
  void everyActionAndProcessAndConfigIsInIt() {
    Set<String> told = operations(DOCUMENT);
    for (PluginDescriptor plugin : PLUGINS) {
      String of = plugin.name() + ".";
      plugin
          .actions()
          .values()
          .forEach(
              action -> {
                assertThat(told).contains("post /api/internal/action/" + of + action.name());
                assertThat(told.contains("post /api/action/" + of + action.name()))
                    .isEqualTo(action.isPublic());
              });
      plugin
          .processes()
          .keySet()
          .forEach(name -> assertThat(told).contains("post /api/internal/process/" + of + name));
      assertThat(told).contains("post /api/internal/plugin/" + plugin.name());
    }
  }

  @Test
  void everyOperationHasADescriptionAnExampleAndErrors() {
    List<String> ids = new ArrayList<>();
    eachOperation(
        (name, operation) -> {
          ids.add(operation.getString("operationId"));
          assertThat(operation.getString("summary")).as(name).isNotBlank();
          assertThat(operation.getString("description")).as(name).isNotBlank();
          JsonObject responses = operation.getJsonObject("responses");
          assertThat(responses.keySet()).as(name).contains("400", "403", "413", "500", "503");
          assertThat(responses.containsKey("401"))
              .as(name)
              .isEqualTo(name.contains("/api/internal/") || name.contains("/hooks/"));
          if (operation.containsKey("requestBody")) {
            media(operation.getJsonObject("requestBody")).forEach(it -> hasExample(name, it));
          }
          responses.forEach(
              (status, response) -> {
                assertThat(response.asJsonObject().containsKey("$ref") || status.matches("[23].*"))
                    .isTrue();
                media(response.asJsonObject()).forEach(it -> hasExample(name + " " + status, it));
              });
        });
    assertThat(ids).doesNotHaveDuplicates();
  }

  /** Not made of its schema: no plugin of ours is without. */
  @Test
  void everyActionShowsWhatItHasAnsweredToATest() {
    for (PluginDescriptor plugin : PLUGINS) {
      Examples shown = Examples.of(plugin.type());
      for (String action : plugin.actions().keySet()) {
        for (String part : List.of("parameters", "result")) {
          assertThat(shown.find("actions", action, part))
              .as(plugin.name() + "." + action)
              .isPresent();
        }
      }
    }
  }

  /** As GET answers it, under way and in the end; and as the driver is told. */
  @Test
  void everyProcessAndConfigShowsWhatATestHasSeen() {
    JsonObject answers =
        DOCUMENT
            .getJsonObject("paths")
            .getJsonObject("/api/internal/process/{process}/{id}")
            .getJsonObject("get")
            .getJsonObject("responses")
            .getJsonObject("200");
    JsonObject told = media(answers).get(0).getJsonObject("examples");
    JsonObject called = media(CALLBACK).get(0).getJsonObject("examples");
    for (PluginDescriptor plugin : PLUGINS) {
      Examples shown = Examples.of(plugin.type());
      assertThat(shown.find("config")).as("config of " + plugin.name()).isPresent();
      for (String process : plugin.processes().keySet()) {
        String name = plugin.name() + "." + process;
        assertThat(shown.find("processes", process, "parameters")).as(name).isPresent();
        assertThat(told).containsKeys(name + ".pending", name + ".completed");
        assertThat(called).containsKey(name + ".completed");
      }
    }
  }

  private static void hasExample(String name, JsonObject media) {
    assertThat(shown(media)).as("an example of " + name).isNotEmpty();
  }

  private static List<JsonObject> media(JsonObject holder) {
    return holder.get("content") instanceof JsonObject content
        ? content.values().stream().map(JsonValue::asJsonObject).toList()
        : List.of();
  }

  /** What is shown is what the schema beside it lets through. */
  @Test
  void everyExampleIsOfItsSchema() {
    eachOperation(
        (name, operation) -> {
          if (operation.containsKey("requestBody")) {
            media(operation.getJsonObject("requestBody")).forEach(it -> fits(name, it));
          }
          operation
              .getJsonObject("responses")
              .values()
              .forEach(answer -> media(answer.asJsonObject()).forEach(it -> fits(name, it)));
        });
    DOCUMENT
        .getJsonObject("components")
        .getJsonObject("responses")
        .forEach((name, response) -> media(response.asJsonObject()).forEach(of -> fits(name, of)));
    fits("callback", media(CALLBACK).get(0));
  }

  private static void fits(String name, JsonObject media) {
    for (JsonValue example : shown(media)) {
      assertThat(Answers.of(DOCUMENT).flaws(media.getJsonObject("schema"), example))
          .as(name + ": " + example)
          .isEmpty();
    }
  }

  /** Returns the one example of {@code media}, or each of several. */
  private static List<JsonValue> shown(JsonObject media) {
    return media.get("examples") instanceof JsonObject several
        ? several.values().stream().map(one -> one.asJsonObject().get("value")).toList()
        : Stream.ofNullable(media.get("example")).toList();
  }

  @Test
  void everyKindOfProblemIsInIt() {
    JsonArray types =
        DOCUMENT
            .getJsonObject("components")
            .getJsonObject("schemas")
            .getJsonObject("Problem")
            .getJsonObject("properties")
            .getJsonObject("type")
            .getJsonArray("enum");
    assertThat(types.getValuesAs(JsonString::getString))
        .hasSize(ProblemType.values().length)
        .contains(ProblemType.BUSY.uri());
  }

  @Test
  void whoDoesNotReachTheInternalRoutesReadsNothingOfThem() {
    JsonObject document =
        OpenApi.of(ROUTES, PLUGINS, new Audience(false, true, false, Optional.empty()), "1");
    assertThat(document.getJsonObject("paths").keySet())
        .isNotEmpty()
        .noneMatch(path -> path.startsWith("/api/internal/"));
    assertThat(JsonText.write(document)).doesNotContain("/api/internal/community");
  }

  @Test
  void whereThePublicRoutesAreNotServedTheyAreNotTold() {
    JsonObject document =
        OpenApi.of(ROUTES, PLUGINS, new Audience(true, false, true, Optional.empty()), "1");
    assertThat(document.getJsonObject("paths").keySet())
        .isNotEmpty()
        .allMatch(path -> path.startsWith("/api/internal/"));
  }

  @Test
  void aCommunityReadsOfItsPluginsOnly() {
    JsonObject document =
        OpenApi.of(
            ROUTES,
            PLUGINS,
            new Audience(
                true, true, true, Optional.of(new Enabled("garden", Set.of("randomness")))),
            "1");
    assertThat(document.getJsonObject("paths").keySet())
        .anyMatch(path -> path.equals("/api/internal/action/randomness.random-int"))
        .noneMatch(path -> path.contains("/action/loomio"))
        // To enable it is possible at any time.
        .contains("/api/internal/plugin/loomio");
    assertThat(JsonText.write(document)).contains("\"default\":\"garden\"");
  }

  /** Without it, clients take 32 bits for a number, and none for what has no name. */
  @Test
  void clientsFindTheSizeOfNumbersAndTheNamesOfShapes() {
    JsonObject schemas = DOCUMENT.getJsonObject("components").getJsonObject("schemas");
    JsonObject event = schemas.getJsonObject("Event").getJsonObject("properties");
    assertThat(event.getJsonObject("sequence").getString("format")).isEqualTo("int64");
    JsonObject range = schemas.getJsonObject("randomness.random-int.parameters");
    assertThat(range.getJsonObject("properties").getJsonObject("low").getString("format"))
        .isEqualTo("int64");
    eachOperation(
        (name, operation) -> {
          if (operation.containsKey("requestBody")) {
            named(name, operation.getJsonObject("requestBody"));
          }
          operation
              .getJsonObject("responses")
              .values()
              .forEach(it -> named(name, it.asJsonObject()));
        });
  }

  private static void named(String name, JsonObject holder) {
    media(holder).stream()
        .map(media -> media.getJsonObject("schema"))
        .filter(schema -> schema.containsKey("properties") || schema.containsKey("allOf"))
        .forEach(schema -> assertThat(schema).as(name).isNull());
  }

  @Test
  void whatAnActionCannotDoWithoutIsRequired() {
    assertThat(body("revshare.add-pointer").getBoolean("required")).isTrue();
    assertThat(body("randomness.random-int").getBoolean("required")).isFalse();
  }

  @Test
  void theHeaderOfACommunityIsRequiredWhereNothingGoesWithoutIt() {
    assertThat(header("/api/internal/plugin/randomness", "post").getBoolean("required")).isTrue();
    assertThat(header("/api/internal/plugin/{plugin}/{id}", "delete").getBoolean("required"))
        .isFalse();
  }

  private static JsonObject header(String path, String verb) {
    return DOCUMENT
        .getJsonObject("paths")
        .getJsonObject(path)
        .getJsonObject(verb)
        .getJsonArray("parameters")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(it -> it.getString("name", "").equals("X-Metagov-Community"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject body(String action) {
    return DOCUMENT
        .getJsonObject("paths")
        .getJsonObject("/api/internal/action/" + action)
        .getJsonObject("post")
        .getJsonObject("requestBody");
  }

  @Test
  void asYamlItIsTheSame() throws IOException {
    Map<String, Object> read = new Yaml().load(org.metagov.gateway.describe.Yaml.of(DOCUMENT));
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(mapper.writeValueAsString(read)))
        .isEqualTo(mapper.readTree(JsonText.write(DOCUMENT)));
  }
}
