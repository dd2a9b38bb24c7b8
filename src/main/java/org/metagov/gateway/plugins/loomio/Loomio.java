package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.Unsigned;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * Discussions and polls of a group on Loomio. The API is that of Loomio's page "User API" ({@code
 * b2}), or the one of 2021 ({@code b1}) where the config names no group.
 */
@MetagovPlugin(value = "loomio", auth = AuthType.API_KEY)
public class Loomio implements Plugin<Loomio.Config> {
  /** Which group, and with whose key. */
  public record Config(
      @Doc("Key of a user, with group_id; without it, the key of a group (Loomio before 3.1)")
          @Secret
          String apiKey,
      @Doc("Number of the group") Optional<Long> groupId,
      @Doc("Numbers of subgroups by the names that drivers use for them, with group_id")
          @Default("{}")
          Map<String, Long> subgroups,
      @Doc("Keys of subgroups, without group_id") @Secret @Default("[]")
          List<String> subgroupApiKeys,
      @Doc("Part of the URL for webhooks that nobody can guess") Optional<String> webhookSlug,
      @Doc(
              "Whether the gateway enters its webhook in the group's settings itself, with group_id;"
                  + " true if absent")
          Optional<Boolean> registerWebhook,
      @Doc("Address of the Loomio server; https://www.loomio.com if absent")
          Optional<URI> serverUrl) {}

  /** Whose members. */
  public record Members(
      @Doc("Key or handle of the subgroup to list the members of") Optional<String> subgroup) {}

  @Override
  public void initialized(PluginInstance<Config> loomio) {
    Api.of(loomio).verify();
    webhook(loomio).register(loomio, loomio.config().registerWebhook().orElse(true));
  }

  @Override
  public void reconfigured(PluginInstance<Config> loomio, PluginInstance<Config> before) {
    boolean elsewhere =
        !loomio.config().groupId().equals(before.config().groupId())
            || !loomio.serverUrl().equals(before.serverUrl());
    if (elsewhere) {
      webhook(before).leave(before);
    }
    initialized(loomio);
  }

  @Override
  public void disabled(PluginInstance<Config> loomio) {
    webhook(loomio).unregister(loomio);
  }

  private static OwnWebhook webhook(PluginInstance<Config> loomio) {
    return new OwnWebhook(Api.of(loomio).webhooks());
  }

  @Override
  public String probe(PluginInstance<Config> loomio) {
    Api.of(loomio).verify();
    return "Loomio takes the key";
  }

  /** Returns Loomio's list of the members of a group. */
  @Action(value = "list-members", description = "list groups and users")
  public JsonObject listMembers(PluginInstance<Config> loomio, Members of) {
    return Api.of(loomio).memberships(of.subgroup());
  }

  /** Opens a discussion and returns what Loomio says of it. */
  @Action(value = "create-discussion", description = "create a new discussion")
  public JsonObject createDiscussion(PluginInstance<Config> loomio, NewDiscussion discussion) {
    return Api.of(loomio).createDiscussion(discussion);
  }

  /** Asks the group. */
  @Process(value = "poll", description = "Ask the group by a poll")
  public GovernanceProcess<Config, NewPoll, PollProcess.Remote> poll() {
    return new PollProcess();
  }

  /** Loomio signs nothing: a part of the URL that nobody can guess is all there is. */
  @Override
  @Unsigned
  public Gate admit(PluginInstance<Config> loomio, WebhookRequest request) {
    request.json();
    return Gate.accept().lane(Notice.of(request).lane());
  }

  @Override
  public Received receive(PluginInstance<Config> loomio, WebhookRequest request) {
    Notice notice = Notice.of(request);
    Set<String> polls = notice.isAnything() ? OpenPolls.in(loomio.state()) : notice.polls();
    return new Received(List.of(), polls);
  }
}
