package org.metagov.gateway.plugins.discourse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.Pages;

/**
 * The webhooks of the forum ({@code Admin::WebHooksController}): to anybody but an admin there are
 * none (404).
 *
 * @param secret what they are to be signed with
 */
record ForumWebhooks(Forum forum, String secret) implements OwnWebhook.Registry {
  private static final int MOST_PAGES = 20;
  private static final int JSON = 1;

  /** What it tells of, of the kinds that {@code WebHookEventType} has. */
  private static final Set<String> KINDS = Set.of("topic", "post", "user");

  @Override
  public Stream<OwnWebhook.Entry> list() {
    return Pages.all(MOST_PAGES, "the webhooks of the forum")
        .byOffset(1, offset -> forum.webhooks(offset).objects("web_hooks"))
        .map(hook -> new OwnWebhook.Entry(hook.integer("id").toString(), hook.text("payload_url")));
  }

  @Override
  public void add(String url) {
    forum.send("POST", "/admin/api/web_hooks.json", webhook(url));
  }

  /** The secret of the config may be another one by now. */
  @Override
  public void refresh(OwnWebhook.Entry entry) {
    forum.send("PUT", "/admin/api/web_hooks/" + entry.id() + ".json", webhook(entry.url()));
  }

  @Override
  public void remove(OwnWebhook.Entry entry) {
    forum.tell("DELETE", "/admin/api/web_hooks/" + entry.id() + ".json");
  }

  private JsonObject webhook(String url) {
    return Json.createObjectBuilder()
        .add(
            "web_hook",
            Json.createObjectBuilder()
                .add("payload_url", url)
                .add("content_type", JSON)
                .add("secret", secret)
                .add("wildcard_web_hook", false)
                .add("verify_certificate", true)
                .add("active", true)
                .add("web_hook_event_type_ids", Json.createArrayBuilder(types())))
        .build();
  }

  /**
   * The types have numbers of their own: one for each kind until 3.1, several for each since, told
   * by their kinds.
   */
  private List<BigInteger> types() {
    JsonPart extras = forum.webhooks(0).part("extras");
    Stream<JsonPart> types =
        extras.isObject("grouped_event_types")
            ? KINDS.stream()
                .flatMap(kind -> extras.part("grouped_event_types").items(kind).stream())
            : extras.items("event_types").stream()
                .filter(type -> KINDS.contains(type.findText("name").orElse("")));
    return types.map(type -> type.integer("id")).sorted().toList();
  }
}
