package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.metagov.gateway.plugins.opencollective.OpenCollective.Config;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/**
 * The GraphQL API, version 2 ({@code POST .../graphql/v2}), as one community may use it: {@code
 * {"query","variables"}} in, {@code {"data","errors"}} out.
 */
record Api(PluginInstance<Config> instance) {
  private static final String WEB = "https://opencollective.com";
  private static final String GRAPHQL = "https://api.opencollective.com/graphql/v2";

  /** What of an answer is read although it is no 2xx: it has the platform's reasons in it. */
  private static final int[] REFUSALS = {400, 401, 403, 404, 422};

  /** Returns the address that people have in their browsers. */
  String web() {
    return instance.serverUrl().map(Object::toString).orElse(WEB);
  }

  /** Returns the slug of the collective. */
  String slug() {
    return instance.config().collectiveSlug();
  }

  /**
   * Returns the member {@code field} of the answer's data.
   *
   * @throws PlatformException where the platform fails or refuses; with the status 404 where there
   *     is nothing
   */
  JsonPart ask(String document, JsonObject variables, String field) {
    return find(document, variables, field).orElseThrow(() -> Failures.missing(field));
  }

  /** As {@link #ask}; empty where the platform answers null. */
  Optional<JsonPart> find(String document, JsonObject variables, String field) {
    return data(document, variables, field).findPart(field);
  }

  /**
   * Returns the data of an answer that has {@code field}. What is missing below it, such as a
   * member that the token may not see, is no failure: a mutation would have been done all the same.
   */
  JsonPart data(String document, JsonObject variables, String field) {
    JsonObject body =
        Json.createObjectBuilder().add("query", document).add("variables", variables).build();
    Config config = instance.config();
    PlatformResponse answer =
        instance
            .http()
            .post(url())
            .header(config.header(), config.headerValue())
            .accept(REFUSALS)
            .json(body)
            .send();
    if (answer.status() / 100 != 2) {
      throw Failures.of(answer.status(), anyJson(answer), config.token());
    }
    JsonObject told = answer.jsonObject();
    JsonValue data = told.getOrDefault("data", JsonValue.NULL);
    boolean there =
        data instanceof JsonObject object
            && object.getOrDefault(field, JsonValue.NULL) != JsonValue.NULL;
    if (!there && told.get("errors") instanceof JsonArray errors && !errors.isEmpty()) {
      throw Failures.of(errors, config.token());
    }
    if (data instanceof JsonObject object) {
      return new JsonPart("the platform's answer", "data", object);
    }
    throw new PlatformException("In the platform's answer data is not an object");
  }

  private String url() {
    return instance.serverUrl().map(web -> web + "/api/graphql/v2").orElse(GRAPHQL);
  }

  private static JsonValue anyJson(PlatformResponse answer) {
    try {
      return answer.json();
    } catch (PlatformException e) {
      // A proxy's page: what counts is the status.
      return JsonValue.NULL;
    }
  }
}
