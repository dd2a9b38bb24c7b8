package org.example.plugins.tally;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;

/** A poll in which each webhook is a vote: the platform does not know how many there were. */
public class Ballot implements GovernanceProcess<Tally.Config, Poll.Question, Ballot.Box> {
  /** The votes so far. */
  public record Box(String id, long votes) {}

  @Override
  public Progress<Box> start(
      PluginInstance<Tally.Config> instance, Poll.Question question, String startKey) {
    JsonObject body =
        Json.createObjectBuilder().add("title", question.title()).add("key", startKey).build();
    return pending(
        new Box(
            instance
                .http()
                .post(url(instance, "/polls"))
                .json(body)
                .send()
                .jsonObject()
                .getString("id"),
            0));
  }

  @Override
  public Optional<Progress<Box>> find(
      PluginInstance<Tally.Config> instance, Poll.Question question, String startKey) {
    JsonObject found =
        instance.http().get(url(instance, "/polls?key=" + startKey)).send().jsonObject();
    return found.containsKey("id")
        ? Optional.of(pending(new Box(found.getString("id"), 0)))
        : Optional.empty();
  }

  @Override
  public Progress<Box> check(PluginInstance<Tally.Config> instance, Box box) {
    JsonObject poll = instance.http().get(url(instance, "/polls/" + box.id())).send().jsonObject();
    return poll.getBoolean("closed") ? new Progress.Completed<>(outcome(box)) : pending(box);
  }

  @Override
  public Reply answer(
      PluginInstance<Tally.Config> instance, Box box, boolean open, WebhookRequest request) {
    return Reply.text(open ? "It counts" : "It is over");
  }

  @Override
  public Progress<Box> receive(
      PluginInstance<Tally.Config> instance, Box box, WebhookRequest request) {
    long votes =
        request.json().getBoolean("once", false)
            ? instance.once("count", Long.class, () -> box.votes() + 1)
            : box.votes() + 1;
    return pending(new Box(box.id(), votes));
  }

  @Override
  public Progress<Box> close(PluginInstance<Tally.Config> instance, Box box) {
    instance.http().post(url(instance, "/polls/" + box.id() + "/close")).send();
    return new Progress.Completed<>(outcome(box));
  }

  private static String url(PluginInstance<Tally.Config> instance, String path) {
    return instance.serverUrl().orElseThrow() + path;
  }

  private static Progress<Box> pending(Box box) {
    return Progress.pending(box).outcome(outcome(box)).correlation(box.id());
  }

  private static JsonObject outcome(Box box) {
    return Json.createObjectBuilder().add("votes", box.votes()).build();
  }
}
