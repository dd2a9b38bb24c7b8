package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.json.Invisible;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.TextMember;

/**
 * A config as a community has given it, held to its schema and to what a schema cannot say: that an
 * address is one which the gateway can call, and that a secret is nothing but what was meant to be
 * copied.
 *
 * @param json with defaults filled in
 * @param addresses the addresses in it, by the pointers to them
 */
public record PluginConfig(JsonObject json, Map<String, HttpUrl> addresses) {
  /** Paths are added to it, so that it has no query; any other address is called as it is. */
  static final String SERVER_URL = "/server_url";

  /**
   * Fills in the defaults of {@code config} and checks the result.
   *
   * @throws ProblemException 400 with a pointer for each thing that is wrong, and no value
   */
  public static PluginConfig of(PluginDescriptor plugin, JsonObject config) {
    InputSchema schema = plugin.configSchema();
    JsonObject completed = schema.withDefaults(config);
    Map<String, HttpUrl> addresses = new LinkedHashMap<>();
    Map<String, FieldError> wrong = new LinkedHashMap<>();
    TextMember.in(completed, schema.source())
        .forEach(
            member -> {
              if (member.url() || member.pointer().equals(SERVER_URL)) {
                try {
                  addresses.put(member.pointer(), address(member));
                } catch (IllegalArgumentException e) {
                  wrong.put(member.pointer(), new FieldError(member.pointer(), e.getMessage()));
                }
              }
              if (member.secret()) {
                flaw(member.text())
                    .ifPresent(
                        flaw ->
                            wrong.put(member.pointer(), new FieldError(member.pointer(), flaw)));
              }
            });
    List<FieldError> errors = new ArrayList<>(wrong.values());
    // What is wrong with an address is told here as everywhere else.
    schema.errors(completed).stream()
        .filter(error -> !wrong.containsKey(error.pointer()))
        .forEach(errors::add);
    InputSchema.refuse(errors);
    return new PluginConfig(completed, addresses);
  }

  private static HttpUrl address(TextMember member) {
    return member.pointer().equals(SERVER_URL)
        ? HttpUrl.ofServer(member.text())
        : HttpUrl.of(member.text());
  }

  /** Returns what came along when a secret was copied. */
  private static Optional<String> flaw(String secret) {
    if (secret.isBlank()) {
      // None at all, as far as a plugin takes it so.
      return Optional.empty();
    }
    if (Invisible.isIn(secret)) {
      return Optional.of("has a character that nobody sees, such as a line end");
    }
    return secret.equals(secret.strip())
        ? Optional.empty()
        : Optional.of("has a blank before or behind it");
  }
}
