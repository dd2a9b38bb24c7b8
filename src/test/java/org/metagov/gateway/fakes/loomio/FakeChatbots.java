package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** The webhooks of groups, {@code /api/b2/chatbots} of Loomio 3.8: for admins of the group. */
final class FakeChatbots {
  private static final Set<String> PERMITTED =
      Set.of(
          "name",
          "group_id",
          "kind",
          "webhook_kind",
          "server",
          "access_token",
          "channel",
          "notification_only",
          "event_kinds");
  private static final Set<String> KINDS = Set.of("matrix", "webhook");
  private static final Set<String> WEBHOOK_KINDS =
      Set.of("slack", "microsoft", "discord", "markdown", "webex");

  private final FakeWorld world;
  private final List<Bot> bots = new ArrayList<>();
  private long last = 40;

  /** A webhook. */
  record Bot(long id, long group, String name, String server, List<String> events) {
    JsonObject json() {
      JsonArrayBuilder kinds = JsonText.array();
      events.forEach(kinds::add);
      return JsonText.object()
          .add("id", id)
          .add("name", name)
          .add("kind", "webhook")
          .add("webhook_kind", "markdown")
          .add("group_id", group)
          .add("server", server)
          .add("notification_only", true)
          .add("event_kinds", kinds)
          .build();
    }
  }

  FakeChatbots(FakeWorld world) {
    this.world = world;
  }

  /** Returns where {@code event} is told of. */
  List<String> toldOf(String event) {
    return bots.stream().filter(bot -> bot.events().contains(event)).map(Bot::server).toList();
  }

  List<JsonObject> all() {
    return bots.stream().map(Bot::json).toList();
  }

  /** What is not the user's to administer is not there ({@code adminable_groups}). */
  Answer answer(long user, String method, String path, FakeParameters parameters) {
    if (path.equals("/chatbots")) {
      Optional<FakeGroup> group =
          world.group(parameters.number("group_id", -1)).filter(g -> g.isAdmin(user));
      return switch (group.isEmpty() ? "" : method) {
        case "GET" -> list(group.get(), parameters);
        case "POST" -> create(group.get(), parameters);
        default -> FakeTemplates.error(404, "unknown");
      };
    }
    Optional<Bot> bot =
        bots.stream()
            .filter(b -> path.equals("/chatbots/" + b.id()))
            .filter(b -> world.group(b.group()).filter(g -> g.isAdmin(user)).isPresent())
            .findFirst();
    if (bot.isEmpty() || !method.equals("DELETE")) {
      return FakeTemplates.error(404, "unknown");
    }
    bots.remove(bot.get());
    return Answer.json(200, "{\"success\":\"success\"}");
  }

  private Answer list(FakeGroup group, FakeParameters parameters) {
    JsonArrayBuilder shown = JsonText.array();
    List<Bot> own = bots.stream().filter(bot -> bot.group() == group.id).toList();
    own.stream()
        .skip(parameters.offset(true))
        .limit(parameters.limit(true))
        .forEach(bot -> shown.add(bot.json()));
    return Answer.json(
        200,
        JsonText.object()
            .add("chatbots", shown)
            .add("meta", JsonText.object().add("root", "chatbots").add("total", own.size()))
            .build());
  }

  private Answer create(FakeGroup group, FakeParameters parameters) {
    JsonObject asked = parameters.resource("chatbot", PERMITTED);
    if (!PERMITTED.containsAll(asked.keySet())) {
      return FakeTemplates.error(400, "unpermitted");
    }
    String server = FakeParameters.text(asked, "server").orElse("");
    String name = FakeParameters.text(asked, "name").orElse("");
    if (name.isBlank()) {
      return FakeTemplates.invalid("name", "can't be blank");
    }
    if (!KINDS.contains(FakeParameters.text(asked, "kind").orElse(""))) {
      return FakeTemplates.invalid("kind", "is not included in the list");
    }
    if (FakeParameters.text(asked, "webhook_kind")
        .filter(k -> !WEBHOOK_KINDS.contains(k))
        .isPresent()) {
      return FakeTemplates.invalid("webhook_kind", "is not included in the list");
    }
    if (!isPublic(server)) {
      return FakeTemplates.invalid("server", "is invalid");
    }
    Bot bot = new Bot(++last, group.id, name, server, FakeParameters.list(asked, "event_kinds"));
    bots.add(bot);
    return Answer.json(
        200, JsonText.object().add("chatbots", JsonText.array().add(bot.json())).build());
  }

  /** {@code SafeHttpService.safe_to_fetch?}: http or https, and no address of its own network. */
  private static boolean isPublic(String server) {
    String host = server.matches("https?://.*") ? URI.create(server).getHost() : "";
    return host != null
        && !host.isEmpty()
        && !host.equals("localhost")
        && !host.matches("(127|10|192\\.168|169\\.254)\\..*");
  }
}
