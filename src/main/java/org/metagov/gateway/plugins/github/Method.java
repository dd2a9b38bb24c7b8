package org.metagov.gateway.plugins.github;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/**
 * Any method of the REST API, by a route as GitHub's documentation writes it: {@code
 * /repos/{owner}/{repo}/issues}. What stands in braces is a parameter; the others go into the query
 * of a {@code GET}, or into the body. No parameter leads a route out of the API: what would be
 * another segment, a query or a host is encoded, and what cannot be is refused.
 *
 * @param verb the HTTP method
 * @param route as it was given
 * @param parameters all others
 */
record Method(String verb, String route, Map<String, JsonValue> parameters) {
  private static final Set<String> VERBS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Pattern HOLE = Pattern.compile("\\{([^{}]*)\\}");

  /** A path, and perhaps a query ({@code pchar} of RFC 3986). */
  private static final Pattern PATH =
      Pattern.compile(
          "(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]++|%[0-9A-Fa-f]{2})++)++"
              + "(?:\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+)?");

  private static final int LONGEST = 2_000;

  private static final Set<String> GIVEN = Set.of("owner", "installation_id");

  /**
   * Reads the parameters of the action.
   *
   * @throws InvalidParameterException where they are none
   */
  static Method of(JsonObject given) {
    String verb = given.getString("method", "GET").toUpperCase(Locale.ROOT);
    if (!VERBS.contains(verb)) {
      throw new InvalidParameterException("method is GET, POST, PUT, PATCH or DELETE");
    }
    Map<String, JsonValue> parameters = new LinkedHashMap<>(given);
    parameters.keySet().removeAll(Set.of("method", "route"));
    Method method = new Method(verb, given.getString("route"), parameters);
    // Whatever the account is called: before anybody is asked.
    method.path("owner", "1");
    return method;
  }

  /** Performs it. */
  JsonObject perform(PluginInstance<GitHub.Config> github) {
    Api api = new Api(github);
    String path = path(api.owner(), github.config().installationId());
    Map<String, JsonValue> rest = rest();
    boolean asks = verb.equals("GET");
    Optional<JsonObject> body =
        asks || rest.isEmpty() ? Optional.empty() : Optional.of(object(rest));
    return told(api.send(new Call(verb, asks ? path + query(path, rest) : path, body)), rest);
  }

  /** Returns the route with its parameters in it. */
  private String path(String owner, String installation) {
    Map<String, String> known =
        new LinkedHashMap<>(Map.of("owner", owner, "installation_id", installation));
    parameters.forEach(
        (name, value) -> {
          if (!GIVEN.contains(name) && isPlain(value)) {
            known.put(name, text(value));
          }
        });
    Matcher holes = HOLE.matcher(route);
    StringBuilder filled = new StringBuilder();
    while (holes.find()) {
      String value = known.get(holes.group(1));
      if (value == null || value.isEmpty()) {
        throw new InvalidParameterException("The route needs the parameter " + holes.group(1));
      }
      holes.appendReplacement(filled, Matcher.quoteReplacement(segments(value)));
    }
    holes.appendTail(filled);
    return checked(filled.toString());
  }

  /** A path in a repository keeps its slashes; everything else that is not plain is encoded. */
  private static String segments(String value) {
    return Stream.of(value.split("/", -1)).map(Method::encoded).collect(Collectors.joining("/"));
  }

  private static String checked(String path) {
    if (path.length() > LONGEST) {
      throw new InvalidParameterException(
          "route has at most " + LONGEST + " characters, filled in");
    }
    boolean leaves =
        !PATH.matcher(path).matches()
            || List.of(path.replaceFirst("\\?.*", "").split("/", -1)).stream()
                .flatMap(segment -> Stream.of(decoded(segment).split("[/\\\\]", -1)))
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    if (leaves) {
      throw new InvalidParameterException(
          "route is a path of GitHub's REST API, such as /repos/{owner}/{repo}/issues");
    }
    return path;
  }

  private Map<String, JsonValue> rest() {
    Map<String, JsonValue> rest = new LinkedHashMap<>(parameters);
    HOLE.matcher(route).results().forEach(hole -> rest.remove(hole.group(1)));
    return rest;
  }

  private static JsonObject object(Map<String, JsonValue> members) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    members.forEach(object::add);
    return object.build();
  }

  private static String query(String path, Map<String, JsonValue> rest) {
    if (rest.isEmpty()) {
      return "";
    }
    return rest.entrySet().stream()
        .filter(each -> each.getValue() != JsonValue.NULL)
        .map(each -> encoded(each.getKey()) + "=" + encoded(inQuery(each)))
        .collect(Collectors.joining("&", path.contains("?") ? "&" : "?", ""));
  }

  private static String inQuery(Map.Entry<String, JsonValue> parameter) {
    if (!isPlain(parameter.getValue())) {
      throw new InvalidParameterException(
          parameter.getKey() + " is a list or an object, which no GET takes");
    }
    return text(parameter.getValue());
  }

  private static boolean isPlain(JsonValue value) {
    return switch (value.getValueType()) {
      case STRING, NUMBER, TRUE, FALSE -> true;
      default -> false;
    };
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString text ? text.getString() : value.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decoded(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** An answer is an object to a driver: a list is its {@code items}. */
  private static JsonObject told(PlatformResponse answer, Map<String, JsonValue> rest) {
    if (answer.body().length == 0) {
      return JsonObject.EMPTY_JSON_OBJECT;
    }
    if (!(answer.json() instanceof JsonArray items)) {
      return answer.jsonObject();
    }
    JsonObjectBuilder told = Json.createObjectBuilder().add("items", items);
    if (Pages.hasNext(answer)) {
      told.add("next_page", page(rest) + 1);
    }
    return told.build();
  }

  private static int page(Map<String, JsonValue> rest) {
    String page = rest.containsKey("page") ? text(rest.get("page")) : "1";
    return page.matches("[1-9]\\d{0,5}") ? Integer.parseInt(page) : 1;
  }
}
