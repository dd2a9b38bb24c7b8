package org.metagov.gateway.plugins.randomness;

import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;

/** A vote without voters: after a delay, or when it is closed, chance picks the winner, once. */
public final class DelayedVote
    implements GovernanceProcess<Randomness.Config, DelayedVote.Ballot, DelayedVote.Waiting> {
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private final RandomGenerator random;

  DelayedVote(RandomGenerator random) {
    this.random = random;
  }

  /** What is put to the vote. */
  public record Ballot(
      List<String> options, @Doc("number of minutes to delay the stochastic vote") long delay) {}

  /** A vote that waits for its time. */
  public record Waiting(List<String> options, Instant due) {}

  @Override
  public Progress<Waiting> start(
      PluginInstance<Randomness.Config> instance, Ballot ballot, String startKey) {
    if (ballot.options().isEmpty()) {
      throw new InvalidParameterException("There must be at least one option");
    }
    if (ballot.delay() < 0 || ballot.delay() > LONGEST.toMinutes()) {
      throw new InvalidParameterException(
          "The delay must be from 0 to " + LONGEST.toMinutes() + " minutes");
    }
    return waiting(
        new Waiting(ballot.options(), instance.now().plus(Duration.ofMinutes(ballot.delay()))));
  }

  /** Nothing is on any platform: a start that was interrupted is simply done again. */
  @Override
  public Optional<Progress<Waiting>> find(
      PluginInstance<Randomness.Config> instance, Ballot ballot, String startKey) {
    return Optional.of(start(instance, ballot, startKey));
  }

  @Override
  public Progress<Waiting> check(PluginInstance<Randomness.Config> instance, Waiting vote) {
    return instance.now().isBefore(vote.due()) ? waiting(vote) : close(instance, vote);
  }

  @Override
  public Progress<Waiting> close(PluginInstance<Randomness.Config> instance, Waiting vote) {
    String winner = vote.options().get(random.nextInt(vote.options().size()));
    return new Progress.Completed<>(Json.createObjectBuilder().add("winner", winner).build());
  }

  private static Progress<Waiting> waiting(Waiting vote) {
    return Progress.pendingUntil(vote, vote.due());
  }
}
