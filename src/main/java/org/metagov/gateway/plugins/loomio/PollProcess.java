package org.metagov.gateway.plugins.loomio;

import jakarta.json.Json;
import java.util.List;
import java.util.Map;
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
   * @param names the same by the ids of the options
   * @param voters of options whose voters Loomio does not all name at once: those it has named
   */
  public record Remote(
      String key,
      Optional<String> subgroup,
      List<String> options,
      Optional<Map<String, String>> names,
      Optional<Map<String, List<String>>> voters) {}

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
    Shown shown = Api.of(loomio).poll(remote.key(), remote.subgroup());
    OptionNames names =
        remote
            .names()
            .map(known -> new OptionNames(known).with(shown))
            .orElseGet(() -> OptionNames.of(shown, remote.options()));
    return progress(loomio, shown, remote, names);
  }

  private static Progress<Remote> begun(
      PluginInstance<Loomio.Config> loomio, NewPoll asked, Shown shown) {
    Remote begun =
        new Remote(
            Poll.key(shown), asked.subgroup(), asked.options(), Optional.empty(), Optional.empty());
    return progress(loomio, shown, begun, OptionNames.of(shown, asked.options()));
  }

  private static Progress<Remote> progress(
      PluginInstance<Loomio.Config> loomio, Shown shown, Remote remote, OptionNames names) {
    Tallies tallies = Tallies.of(shown, names).with(remote.voters().orElse(Map.of()));
    Poll poll = Poll.of(shown, Server.url(loomio), remote.options(), tallies);
    if (poll.state() == Poll.State.OPEN) {
      OpenPolls.add(loomio.state(), remote.key());
      Map<String, List<String>> named = tallies.named();
      return Progress.pending(
              new Remote(
                  remote.key(),
                  remote.subgroup(),
                  remote.options(),
                  Optional.of(names.byId()),
                  Optional.of(named).filter(some -> !some.isEmpty())))
          .outcome(poll.outcome())
          .url(poll.url())
          .correlation(remote.key())
          .endsAt(poll.closingAt());
    }
    OpenPolls.remove(loomio.state(), remote.key());
    return poll.state() == Poll.State.CLOSED
        ? new Progress.Completed<>(poll.outcome())
        : new Progress.Failed<>(
            Json.createObjectBuilder().add("deleted", "The poll was deleted on Loomio").build());
  }
}
