package org.metagov.gateway.plugins.opencollective;

import jakarta.json.JsonObject;
import java.util.Optional;
import org.metagov.gateway.plugins.opencollective.OpenCollective.Config;
import org.metagov.gateway.spi.GraphQl;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Refusals;

/**
 * The GraphQL API, version 2 ({@code POST .../graphql/v2}), as one community may use it.
 *
 * @param refusals what it means when it says no
 */
record Api(PluginInstance<Config> instance, Refusals refusals) {
  private static final String WEB = "https://opencollective.com";
  private static final String GRAPHQL = "https://api.opencollective.com/graphql/v2";

  Api(PluginInstance<Config> instance) {
    this(instance, Failures.REFUSALS);
  }

  /** Returns the same for what a caller asks for, who is wrong where there is no such thing. */
  Api forCaller() {
    return with(Failures.OF_CALLERS);
  }

  /** Returns the same, where a no means what {@code other} say. */
  Api with(Refusals other) {
    return new Api(instance, other);
  }

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
   * @throws InvalidParameterException where the refusals say that the caller is wrong
   * @throws PlatformException where the platform fails or refuses; with the status 404 where there
   *     is nothing
   */
  JsonPart ask(String document, JsonObject variables, String field) {
    return graphQl().ask(document, variables, field);
  }

  /** As {@link #ask}; empty where the platform answers null. */
  Optional<JsonPart> find(String document, JsonObject variables, String field) {
    return graphQl().find(document, variables, field);
  }

  /**
   * Returns the data of an answer that has {@code field}. What is missing below it, such as a
   * member that the token may not see, is no failure.
   */
  JsonPart data(String document, JsonObject variables, String field) {
    return graphQl().data(document, variables, field);
  }

  private GraphQl graphQl() {
    Config config = instance.config();
    return new GraphQl(
        "Open Collective",
        () -> instance.http().post(url()).header(config.header(), config.headerValue()),
        refusals);
  }

  private String url() {
    return instance.serverUrl().map(web -> web + "/api/graphql/v2").orElse(GRAPHQL);
  }
}
