package org.metagov.gateway.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A token by which a platform lets the gateway in for one community, and what a new one is had for.
 * It is kept by {@link PluginInstance#keep}, and never in a config, a state, an outcome or an
 * event.
 *
 * @param token what is sent with each call; not blank
 * @param refreshToken what the platform gives the next token for; many take it once
 * @param expiresAt when the token ends by itself; empty: never
 */
public record Credential(String token, Optional<String> refreshToken, Optional<Instant> expiresAt) {
  /** A call that is under way when the token ends would fail. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** Refuses a credential without a token. */
  public Credential {
    if (token.isBlank()) {
      throw new IllegalArgumentException("a credential has a token");
    }
    Objects.requireNonNull(refreshToken, "refreshToken");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /** A token that does not end by itself. */
  public Credential(String token) {
    this(token, Optional.empty(), Optional.empty());
  }

  /** Returns whether the token is good for one more minute from {@code now}. */
  public boolean isFresh(Instant now) {
    return expiresAt.map(end -> now.plus(MARGIN).isBefore(end)).orElse(true);
  }

  /** Says nothing of what it is. */
  @Override
  public String toString() {
    return "credential";
  }
}
