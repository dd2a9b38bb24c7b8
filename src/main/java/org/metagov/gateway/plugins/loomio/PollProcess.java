package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;

/**
 * A poll in the group, until its time has run out or somebody closes it on Loomio. Loomio lets
 * nobody close it from outside.
 */
public final class PollProcess
    implements GovernanceProcess<Loomio.Config, NewPoll, PollProcess.Remote> {
  /**
   * A poll on Loomio.
   *
   * @param key its short key
   * @param subgroup the subgroup that it was started in, as the driver has called it
   * @param options what people can vote for, as the driver has called it
   */
  public record Remote(String key, Optional<String> subgroup, List<String> options) {}

  @Override
  public Progress<Remote> start(
      PluginInstance<Loomio.Config> loomio, NewPoll poll, String startKey) {
    return begun(loomio, poll, Api.of(loomio).createPoll(poll, startKey));
  }

  @Override
  public Optional<Progress<Remote>> find(
      PluginInstance<Loomio.Config> loomio, NewPoll poll, String startKey) {
    Api.Search search = Api.of(loomio).find(poll, startKey);
    return search.found().map(found -> begun(loomio, poll, found)).or(search::failure);
  }

  @Override
  public Progress<Remote> check(PluginInstance<Loomio.Config> loomio, Remote remote) {
    Part answer = Api.of(loomio).poll(remote.key(), remote.subgroup());
    return progress(loomio, Poll.of(answer, Server.url(loomio), remote.options()), remote);
  }

  private static Progress<Remote> begun(
      PluginInstance<Loomio.Config> loomio, NewPoll asked, Part answer) {
    Poll poll = Poll.of(answer, Server.url(loomio), asked.options());
    return progress(loomio, poll, new Remote(poll.key(), asked.subgroup(), asked.options()));
  }

  private static Progress<Remote> progress(
      PluginInstance<Loomio.Config> loomio, Poll poll, Remote remote) {
    if (poll.state() == Poll.State.OPEN) {
      OpenPolls.add(loomio.state(), remote.key());
      return new Progress.Pending<>(
          remote,
          poll.outcome(),
          Optional.of(poll.url()),
          Optional.of(remote.key()),
          Optional.empty());
    }
    OpenPolls.remove(loomio.state(), remote.key());
    return poll.state() == Poll.State.CLOSED
        ? new Progress.Completed<>(poll.outcome())
        : new Progress.Failed<>(
            Json.createObjectBuilder().add("deleted", "The poll was deleted on Loomio").build());
  }
}
