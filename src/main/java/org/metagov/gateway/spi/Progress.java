package org.metagov.gateway.spi;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;

/**
 * How a governance process stands after a call of the plugin. Only {@link Completed} and {@link
 * Failed} end it.
 *
 * @param <S> the plugin's state of the process
 */
public sealed interface Progress<S extends Record> {
  /**
   * It goes on.
   *
   * @param state what to remember
   * @param outcome the result so far
   * @param url where people take part
   * @param correlation what a webhook names it by
   * @param checkAt when to look again, if sooner than the check interval
   * @param endsAt when the platform is to end it, where it tells. If it does not, the process says
   *     so, and {@code metagov.process.give-up-after} later it is completed with the outcome so far
   */
  record Pending<S extends Record>(
      S state,
      JsonObject outcome,
      Optional<String> url,
      Optional<String> correlation,
      Optional<Instant> checkAt,
      Optional<Instant> endsAt)
      implements Progress<S> {

    /** It goes on, nobody knows until when. */
    public Pending(
        S state,
        JsonObject outcome,
        Optional<String> url,
        Optional<String> correlation,
        Optional<Instant> checkAt) {
      this(state, outcome, url, correlation, checkAt, Optional.empty());
    }

    /** Returns the same, with the result {@code outcome} so far. */
    public Pending<S> outcome(JsonObject outcome) {
      return new Pending<>(state, outcome, url, correlation, checkAt, endsAt);
    }

    /** Returns the same, where people take part at {@code url}. */
    public Pending<S> url(String url) {
      return url(Optional.of(url));
    }

    /** Returns the same, where people take part at {@code url}, if the platform tells. */
    public Pending<S> url(Optional<String> url) {
      return new Pending<>(state, outcome, url, correlation, checkAt, endsAt);
    }

    /** Returns the same, which webhooks name by {@code correlation}. */
    public Pending<S> correlation(String correlation) {
      return new Pending<>(state, outcome, url, Optional.of(correlation), checkAt, endsAt);
    }

    /** Returns the same, to be looked at again at {@code checkAt}. */
    public Pending<S> checkAt(Instant checkAt) {
      return checkAt(Optional.of(checkAt));
    }

    /** Returns the same, to be looked at again at {@code checkAt}, or at the usual time. */
    public Pending<S> checkAt(Optional<Instant> checkAt) {
      return new Pending<>(state, outcome, url, correlation, checkAt, endsAt);
    }

    /** Returns the same, which the platform is to end at {@code endsAt}. */
    public Pending<S> endsAt(Instant endsAt) {
      return endsAt(Optional.of(endsAt));
    }

    /** Returns the same, which the platform is to end at {@code endsAt}, where it tells. */
    public Pending<S> endsAt(Optional<Instant> endsAt) {
      return new Pending<>(state, outcome, url, correlation, checkAt, endsAt);
    }
  }

  /** It came to its end; the URL stays. */
  record Completed<S extends Record>(JsonObject outcome) implements Progress<S> {}

  /** It ended without a result; outcome and URL stay. */
  record Failed<S extends Record>(JsonObject errors) implements Progress<S> {}

  /** It goes on, with nothing to tell but what is added to this. */
  static <S extends Record> Pending<S> pending(S state) {
    return pending(state, Optional.empty());
  }

  /** It goes on, with nothing to tell before {@code checkAt}. */
  static <S extends Record> Progress<S> pendingUntil(S state, Instant checkAt) {
    return pending(state, Optional.of(checkAt));
  }

  private static <S extends Record> Pending<S> pending(S state, Optional<Instant> checkAt) {
    return new Pending<>(
        state, JsonValue.EMPTY_JSON_OBJECT, Optional.empty(), Optional.empty(), checkAt);
  }
}
