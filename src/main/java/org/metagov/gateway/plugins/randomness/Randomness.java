package org.metagov.gateway.plugins.randomness;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.WebhookRequest;

/** Random numbers, and a lucky one to remember. */
@MetagovPlugin("randomness")
@Emits(value = Randomness.DRAWN, data = Randomness.Value.class)
public class Randomness implements Plugin<Randomness.Config> {
  static final String DRAWN = "number_drawn";

  private static final String LUCKY_NUMBER = "lucky_number";
  private static final long FIRST_LUCKY_NUMBER = 4;

  private final RandomGenerator random = new SecureRandom();

  /** The range of {@code random-int} where a call does not name its own. */
  public record Config(
      @Doc("The lowest number that is drawn where nobody says") long defaultLow,
      @Doc("Where the numbers end that are drawn where nobody says: one above the highest")
          long defaultHigh,
      @Doc("Part of the URL for webhooks that nobody can guess; none is taken without it")
          Optional<String> webhookSlug) {}

  /** A range: from {@code low} up to, not including, {@code high}. */
  public record Range(Optional<Long> low, Optional<Long> high) {}

  /** A random number. */
  public record Value(long value) {}

  /** The number to remember. */
  public record LuckyNumber(long luckyNumber) {}

  @Override
  public void initialized(PluginInstance<Config> instance) {
    instance.state().update(LUCKY_NUMBER, Long.class, before -> FIRST_LUCKY_NUMBER);
  }

  /** Draws a number. */
  @Action(value = "random-int", description = "Get a random integer in range")
  public Value randomInt(PluginInstance<Config> instance, Range range) {
    long low = range.low().orElse(instance.config().defaultLow());
    long high = range.high().orElse(instance.config().defaultHigh());
    if (low >= high) {
      throw new InvalidParameterException(
          "low (%d) must be less than high (%d)".formatted(low, high));
    }
    return new Value(random.nextLong(low, high));
  }

  /** Nobody signs these: only a path that somebody has chosen is open. */
  @Override
  public Gate admit(PluginInstance<Config> instance, WebhookRequest request) {
    return instance.config().webhookSlug().filter(slug -> !slug.isEmpty()).isPresent()
        ? Gate.accept()
        : Gate.unverified("the config has no webhook_slug");
  }

  /** Draws a number, whatever was sent: a way to see a webhook become an event. */
  @Override
  public Received receive(PluginInstance<Config> instance, WebhookRequest request) {
    Range range = new Range(Optional.empty(), Optional.empty());
    return Received.events(new PlatformEvent(DRAWN, randomInt(instance, range)));
  }

  /** Remembers a number. */
  @Action(value = "set-lucky-number", description = "Set lucky number")
  public LuckyNumber setLuckyNumber(PluginInstance<Config> instance, LuckyNumber wanted) {
    return new LuckyNumber(
        instance.state().update(LUCKY_NUMBER, Long.class, before -> wanted.luckyNumber()));
  }

  /** Lets chance decide, after a while. */
  @Process(
      value = "delayed-stochastic-vote",
      description = "Pick one of the options at random, after a delay")
  public GovernanceProcess<Config, DelayedVote.Ballot, DelayedVote.Waiting> delayedVote() {
    return new DelayedVote(random);
  }
}
