package org.example.plugins.tally;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;

/** A poll on the platform, which can be found again by the key of its start. */
public class Poll implements GovernanceProcess<Tally.Config, Poll.Question, Poll.Remote> {
  /** What is asked. */
  public record Question(String title) {}

  /** The platform's poll. */
  public record Remote(String id) {}

  @Override
  public Progress<Remote> start(
      PluginInstance<Tally.Config> instance, Question question, String startKey) {
    JsonObject body =
        Json.createObjectBuilder().add("title", question.title()).add("key", startKey).build();
    return progress(
        instance, instance.http().post(url(instance, "/polls")).json(body).send().jsonObject());
  }

  @Override
  public Optional<Progress<Remote>> find(
      PluginInstance<Tally.Config> instance, Question question, String startKey) {
    JsonObject found =
        instance.http().get(url(instance, "/polls?key=" + startKey)).send().jsonObject();
    return found.containsKey("id") ? Optional.of(progress(instance, found)) : Optional.empty();
  }

  @Override
  public Progress<Remote> check(PluginInstance<Tally.Config> instance, Remote poll) {
    instance.state().update("checks", Long.class, before -> before.orElse(0L) + 1);
    return progress(
        instance, instance.http().get(url(instance, "/polls/" + poll.id())).send().jsonObject());
  }

  @Override
  public Progress<Remote> close(PluginInstance<Tally.Config> instance, Remote poll) {
    return progress(
        instance,
        instance.http().post(url(instance, "/polls/" + poll.id() + "/close")).send().jsonObject());
  }

  private static String url(PluginInstance<Tally.Config> instance, String path) {
    return instance.serverUrl().orElseThrow() + path;
  }

  private static Progress<Remote> progress(PluginInstance<Tally.Config> instance, JsonObject poll) {
    if (poll.containsKey("error")) {
      throw PlatformException.gone("The platform says: " + poll.getString("error"));
    }
    if (poll.containsKey("breaks")) {
      throw new AssertionError("The plugin breaks at " + poll);
    }
    if (poll.containsKey("odd")) {
      Tally.spoil(instance);
      return Progress.pending(new Remote("odd"));
    }
    Tally.refuseFault(poll);
    JsonObject outcome =
        Json.createObjectBuilder().add("votes", poll.getJsonObject("votes")).build();
    if (poll.getBoolean("closed")) {
      return new Progress.Completed<>(outcome);
    }
    String id = poll.getString("id");
    return new Progress.Pending<>(
        new Remote(id),
        outcome,
        Optional.of(url(instance, "/p/" + id)),
        Optional.of(id),
        Optional.empty(),
        poll.containsKey("ends_at")
            ? Optional.of(Instant.parse(poll.getString("ends_at")))
            : Optional.empty());
  }
}
