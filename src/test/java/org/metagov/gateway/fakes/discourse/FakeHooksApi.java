package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.metagov.gateway.fakes.discourse.FakeHooks.Hook;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** The webhooks of the forum, as its admins see them ({@code Admin::WebHooksController}). */
final class FakeHooksApi {
  private static final String PATH = "/admin/api/web_hooks";
  private static final int PAGE = 50;
  private static final int SHORTEST_SECRET = 12;

  private final FakeHooks hooks;

  FakeHooksApi(FakeHooks hooks) {
    this.hooks = hooks;
  }

  Answer answer(FakeRequest request, String body) {
    if (request.path().equals(PATH)) {
      return switch (request.method()) {
        case "GET" -> list(request.parameter("offset").map(Integer::parseInt).orElse(0));
        case "POST" -> written(0, body);
        default -> throw FakeRefusal.notFound();
      };
    }
    Hook hook =
        hooks.all().stream()
            .filter(each -> request.path().equals(PATH + "/" + each.id()))
            .findFirst()
            .orElseThrow(FakeRefusal::notFound);
    return switch (request.method()) {
      case "PUT" -> written(hook.id(), body);
      case "DELETE" -> {
        hooks.remove(hook);
        yield Answer.json(200, "{\"success\":\"OK\"}");
      }
      default -> throw FakeRefusal.notFound();
    };
  }

  private Answer list(int offset) {
    JsonArrayBuilder page = Json.createArrayBuilder();
    hooks.all().stream().skip(offset).limit(PAGE).forEach(hook -> page.add(json(hook)));
    JsonObjectBuilder grouped =
        Json.createObjectBuilder()
            .add("topic", types("topic", 101, 105))
            .add("post", types("post", 201, 204))
            .add("user", types("user", 301, 308))
            .add("group", types("group", 401, 403));
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("web_hooks", page)
            .add("extras", Json.createObjectBuilder().add("grouped_event_types", grouped))
            .add("total_rows_web_hooks", hooks.all().size())
            .build());
  }

  private static JsonArrayBuilder types(String kind, int first, int last) {
    JsonArrayBuilder types = Json.createArrayBuilder();
    IntStream.rangeClosed(first, last)
        .forEach(
            id -> types.add(Json.createObjectBuilder().add("id", id).add("name", kind + "_" + id)));
    return types;
  }

  private Answer written(long id, String body) {
    JsonObject asked = asked(body);
    String url = asked.getString("payload_url", "").strip();
    String secret = asked.getString("secret", "");
    List<Integer> types =
        asked.getJsonArray("web_hook_event_type_ids").getValuesAs(JsonNumber::intValueExact);
    if (!url.matches("https?://[^/]+.*")) {
      throw FakeRefusal.unprocessable("Payload url is invalid");
    }
    if (!secret.isBlank() && secret.length() < SHORTEST_SECRET) {
      throw FakeRefusal.unprocessable("Secret is too short (minimum is 12 characters)");
    }
    if (types.isEmpty() && !asked.getBoolean("wildcard_web_hook", false)) {
      throw FakeRefusal.unprocessable("Web hook event types can't be blank");
    }
    if (URI.create(url).getHost().matches("localhost|(127|10|192\\.168)\\..*")) {
      throw FakeRefusal.unprocessable("The payload URL is blocked or internal");
    }
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("web_hook", json(hooks.put(id, url, secret, types)))
            .build());
  }

  private static JsonObject asked(String body) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      if (reader.readObject().get("web_hook") instanceof JsonObject asked) {
        return asked;
      }
    }
    throw FakeRefusal.missing("web_hook");
  }

  private static JsonObject json(Hook hook) {
    JsonArrayBuilder types = Json.createArrayBuilder();
    hook.types().forEach(id -> types.add(Json.createObjectBuilder().add("id", id)));
    return Json.createObjectBuilder()
        .add("id", hook.id())
        .add("payload_url", hook.url())
        .add("content_type", 1)
        .add("last_delivery_status", 1)
        .add("secret", hook.secret())
        .add("wildcard_web_hook", false)
        .add("verify_certificate", true)
        .add("active", true)
        .add("web_hook_event_types", types)
        .build();
  }
}
