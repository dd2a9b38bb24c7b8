package org.metagov.gateway.plugins.loomio;

import java.util.List;
import java.util.stream.Stream;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.PluginInstance;

/**
 * The webhooks of the group, which Loomio calls chatbots ({@code /api/b2/chatbots}, since 3.8): for
 * its admins only; to anybody else, and in an older Loomio, there are none (404).
 */
final class Chatbots implements OwnWebhook.Registry {
  private static final String NAME = "Metagov Gateway";
  private static final int MOST_PAGES = 20;

  /** What is about polls and votes, of {@code config/webhook_event_kinds.yml}. */
  private static final List<String> KINDS =
      List.of(
          "poll_created",
          "poll_edited",
          "poll_closing_soon",
          "poll_expired",
          "poll_closed_by_user",
          "poll_reopened",
          "stance_created",
          "stance_updated");

  private final PluginInstance<Loomio.Config> loomio;

  Chatbots(PluginInstance<Loomio.Config> loomio) {
    this.loomio = loomio;
  }

  @Override
  public Stream<OwnWebhook.Entry> list() {
    return Pages.all(MOST_PAGES, "the webhooks of the group")
        .byOffset(1, this::page)
        .filter(bot -> bot.isText("server"))
        .map(bot -> new OwnWebhook.Entry(bot.integer("id").toString(), bot.text("server")));
  }

  private List<JsonPart> page(int offset) {
    String path = "/chatbots?group_id=" + group() + Paging.query(offset);
    return Server.accepted(UserApi.get(loomio, path), "the list of webhooks").objects("chatbots");
  }

  @Override
  public void add(String url) {
    Form form =
        new Form()
            .set("group_id", group())
            .set("name", NAME)
            .set("kind", "webhook")
            .set("webhook_kind", "markdown")
            .set("server", url)
            .set("notification_only", true)
            .list("event_kinds", KINDS);
    Server.accepted(UserApi.send(loomio, "POST", "/chatbots", form), "the webhook");
  }

  @Override
  public void remove(OwnWebhook.Entry entry) {
    Server.accepted(
        UserApi.send(loomio, "DELETE", "/chatbots/" + entry.id(), new Form()),
        "to remove the webhook");
  }

  private long group() {
    return loomio.config().groupId().orElseThrow();
  }
}
