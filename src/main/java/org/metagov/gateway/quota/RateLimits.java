package org.metagov.gateway.quota;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.metric.Meter;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * How often strangers may call: each source by itself, before anything is looked at; then, for what
 * has turned out to be genuine, each community. So what nobody has verified spends nothing of a
 * community's. On each node by itself, and in memory: a restart forgives.
 */
@ApplicationScoped
public class RateLimits {
  /** Those that were asked for last; whoever comes from more addresses is held by other limits. */
  private static final int MOST = 10_000;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** One source has a fourth of what strangers may ask of a community. */
  private static final int SHARES = 4;

  private final Meter refused;
  private final int perSource;
  private final int perCommunity;
  private final int actionsPerCommunity;
  private final TimeMeter time;
  private final Map<Key, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /** Whose budget: a kind and a name. */
  private record Key(String of, String name) {}

  /** For the container's proxy only. */
  protected RateLimits() {
    refused = null;
    perSource = 0;
    perCommunity = 0;
    actionsPerCommunity = 0;
    time = null;
  }

  @Inject
  public RateLimits(Settings settings, Meters meters) {
    this(settings, meters, TimeMeter.SYSTEM_NANOTIME);
  }

  /** As the other one, by the clock {@code time}. */
  RateLimits(Settings settings, Meters meters, TimeMeter time) {
    refused = meters.of(Metric.LIMITS_REFUSED);
    perSource = settings.get(Setting.RATE_PER_SOURCE);
    perCommunity = settings.get(Setting.RATE_WEBHOOKS);
    actionsPerCommunity = settings.get(Setting.RATE_PUBLIC_ACTIONS);
    this.time = time;
  }

  /**
   * Spends one call of {@code source}.
   *
   * @throws ProblemException 429 where it has none left
   */
  public void callFrom(String source) {
    spend("source", new Key("source", source), perSource, "Too many requests from this address");
  }

  /** Spends one of the wrong keys that {@code source} may come with. */
  public void wrongKeyFrom(String source) {
    bucket(wrongKeys(source), perSource).tryConsume(1);
  }

  /**
   * Spends nothing: whoever has the right key may come as often as it likes.
   *
   * @throws ProblemException 429 where {@code source} has come with too many wrong keys
   */
  public void requireKeyLeft(String source) {
    EstimationProbe probe = bucket(wrongKeys(source), perSource).estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) {
      refused.with("wrong_keys").count();
      throw tooMany("Too many wrong keys from this address", probe.getNanosToWaitForRefill());
    }
  }

  private static Key wrongKeys(String source) {
    return new Key("keys", source);
  }

  /**
   * Spends one webhook of {@code community}, which was verified.
   *
   * @return the 429 for it where it has none left
   */
  public Optional<ProblemException> webhookTo(String community) {
    return refusal(
        "community_webhooks",
        new Key("webhooks", community),
        perCommunity,
        "Too many webhooks for this community");
  }

  /**
   * Spends one public action of {@code community}, and of the quarter that one source may have of
   * them: nobody signs them, and one must not take them all.
   *
   * @param source where the call comes from; empty: it may be from anywhere
   * @throws ProblemException 429 where it has none left
   */
  public void publicActionOf(String community, Optional<String> source) {
    source.ifPresent(
        from ->
            spend(
                "source_actions",
                new Key("actions of " + community, from),
                Math.max(1, actionsPerCommunity / SHARES),
                "Too many calls for this community from this address"));
    spend(
        "community_actions",
        new Key("actions", community),
        actionsPerCommunity,
        "Too many calls for this community");
  }

  private void spend(String limit, Key key, int perMinute, String detail) {
    refusal(limit, key, perMinute, detail)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
  }

  private Optional<ProblemException> refusal(String limit, Key key, int perMinute, String detail) {
    ConsumptionProbe probe = bucket(key, perMinute).tryConsumeAndReturnRemaining(1);
    if (probe.isConsumed()) {
      return Optional.empty();
    }
    refused.with(limit).count();
    return Optional.of(tooMany(detail, probe.getNanosToWaitForRefill()));
  }

  private static ProblemException tooMany(String detail, long nanosToWait) {
    long seconds = Duration.ofNanos(nanosToWait).toSeconds() + 1;
    return ProblemException.passing(ProblemType.RATE_LIMITED, detail, Duration.ofSeconds(seconds));
  }

  private Bucket bucket(Key key, int perMinute) {
    synchronized (buckets) {
      Bucket bucket = buckets.computeIfAbsent(key, missing -> fresh(perMinute));
      if (buckets.size() > MOST) {
        buckets.remove(buckets.keySet().iterator().next());
      }
      return bucket;
    }
  }

  /** A minute's calls may come at once. */
  private Bucket fresh(int perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
        .withCustomTimePrecision(time)
        .build();
  }
}
