package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;

/** What the plugin asks of Loomio, in the two forms that Loomio has had for it. */
interface Api {
  /** Returns the form that the config of {@code loomio} is for. */
  static Api of(PluginInstance<Loomio.Config> loomio) {
    return loomio.config().groupId().isPresent() ? new UserApi(loomio) : new GroupApi(loomio);
  }

  /**
   * Sees to it that the config works.
   *
   * @throws org.metagov.gateway.spi.InvalidParameterException where it does not
   */
  void verify();

  /** Returns the members of the group or of {@code subgroup}: Loomio's own answer. */
  JsonObject memberships(Optional<String> subgroup);

  /** Opens a discussion, and returns Loomio's answer. */
  JsonObject createDiscussion(NewDiscussion discussion);

  /** Creates a poll, and returns it. */
  Shown createPoll(NewPoll poll, String startKey);

  /** Looks for a poll that was created with {@code startKey}. */
  Search find(NewPoll poll, String startKey);

  /** Returns the poll {@code key}; {@code subgroup}: as it was started. */
  Shown poll(String key, Optional<String> subgroup);

  /** Returns the webhooks of the group. */
  OwnWebhook.Registry webhooks();

  /**
   * What came of looking for a poll.
   *
   * @param found the poll, as {@link #poll} returns it
   * @param unsearchable says what people have to look at, where the API cannot
   */
  record Search(Optional<Shown> found, Optional<String> unsearchable) {
    static Search found(Optional<Shown> poll) {
      return new Search(poll, Optional.empty());
    }

    static Search unsearchable(String where) {
      return new Search(Optional.empty(), Optional.of(where));
    }

    /** Returns how a process stands of which only this much is known. */
    Optional<Progress<PollProcess.Remote>> failure() {
      return unsearchable.map(
          where ->
              new Progress.Failed<>(
                  Json.createObjectBuilder().add("start_unknown", where).build()));
    }
  }
}
