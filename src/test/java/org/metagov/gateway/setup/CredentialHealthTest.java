package org.metagov.gateway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.spi.Credential;

class CredentialHealthTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  private static Optional<String> trouble(Optional<String> refresh, Duration left) {
    return CredentialHealth.trouble(new Credential("t", refresh, Optional.of(NOW.plus(left))), NOW);
  }

  @Test
  void whatNobodyRenewsIsTroubleAWeekBeforeItsEnd() {
    assertThat(trouble(Optional.empty(), Duration.ofDays(8))).isEmpty();
    assertThat(trouble(Optional.empty(), Duration.ofDays(7))).contains("credential_expiring");
    assertThat(trouble(Optional.empty(), Duration.ZERO)).contains("credential_expired");
  }

  @Test
  void whatIsRenewedOrDoesNotEndIsNone() {
    assertThat(trouble(Optional.of("r"), Duration.ZERO)).isEmpty();
    assertThat(CredentialHealth.trouble(new Credential("t"), NOW)).isEmpty();
  }
}
