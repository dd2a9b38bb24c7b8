package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.Pages;

/**
 * The webhooks of the collective ({@code server/graphql/v2/mutation/WebhookMutations.js} of the
 * platform): for its admins, with the scope {@code webhooks}. The same list has subscriptions by
 * mail, which have no address.
 */
record Subscriptions(Api api) implements OwnWebhook.Registry {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 20;

  @Override
  public Stream<OwnWebhook.Entry> list() {
    return Pages.all(MOST_PAGES, "the webhooks of the collective")
        .byOffset(PAGE, this::page)
        .filter(each -> each.isText("webhookUrl"))
        .map(each -> new OwnWebhook.Entry(each.text("id"), each.text("webhookUrl")));
  }

  private List<JsonPart> page(int offset) {
    JsonObject variables =
        Json.createObjectBuilder()
            .add("slug", api.slug())
            .add("limit", PAGE)
            .add("offset", offset)
            .build();
    return api.ask(Queries.WEBHOOKS, variables, "collective").part("webhooks").items("nodes");
  }

  @Override
  public void add(String url) {
    JsonObject webhook =
        Json.createObjectBuilder()
            .add("account", Json.createObjectBuilder().add("slug", api.slug()))
            .add("activityType", "ACTIVITY_ALL")
            .add("webhookUrl", url)
            .build();
    ask(Queries.CREATE_WEBHOOK, webhook, "createWebhook");
  }

  @Override
  public void remove(OwnWebhook.Entry entry) {
    ask(
        Queries.DELETE_WEBHOOK,
        Json.createObjectBuilder().add("id", entry.id()).build(),
        "deleteWebhook");
  }

  private void ask(String document, JsonObject webhook, String field) {
    api.data(document, Json.createObjectBuilder().add("webhook", webhook).build(), field);
  }
}
