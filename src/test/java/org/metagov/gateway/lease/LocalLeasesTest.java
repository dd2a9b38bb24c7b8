package org.metagov.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LocalLeasesTest {
  private static final Duration TERM = Duration.ofMinutes(1);

  private final LocalLeases leases = new LocalLeases();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aLeaseHasOneHolder() {
    Lease held = acquire();
    assertThat(leases.acquire("a", TERM, now)).isEmpty();
    assertThat(leases.acquire("b", TERM, now)).isPresent();
    leases.release(held);
    assertThat(leases.acquire("a", TERM, now)).isPresent();
  }

  @Test
  void aLeaseExpires() {
    Lease late = acquire();
    now = now.plus(TERM);
    assertThat(leases.acquire("a", TERM, now)).isEmpty();
    now = now.plusNanos(1);
    Lease next = acquire();
    assertThat(leases.renew(late, now)).isFalse();
    assertThat(leases.enter(late, now)).isFalse();
    leases.release(late);
    assertThat(leases.renew(next, now)).isTrue();
  }

  @Test
  void aRenewalStartsTheTermAnew() {
    Lease held = acquire();
    now = now.plusSeconds(50);
    assertThat(leases.renew(held, now)).isTrue();
    now = now.plusSeconds(50);
    assertThat(leases.acquire("a", TERM, now)).isEmpty();
  }

  @Test
  void aLeaseDoesNotExpireWhileItsTransactionsCommit() {
    Lease held = acquire();
    assertThat(leases.enter(held, now)).isTrue();
    assertThat(leases.enter(held, now)).isTrue();
    now = now.plus(TERM).plusSeconds(1);
    assertThat(leases.acquire("a", TERM, now)).isEmpty();
    leases.leave(held);
    assertThat(leases.acquire("a", TERM, now)).isEmpty();
    leases.leave(held);
    assertThat(leases.acquire("a", TERM, now)).isPresent();
  }

  @Test
  void oneThatIsLongOverIsForgotten() {
    Lease late = acquire();
    Lease busy = leases.acquire("busy", TERM, now).orElseThrow();
    assertThat(leases.enter(busy, now)).isTrue();
    now = now.plus(TERM);
    leases.forget(now);
    assertThat(leases.renew(late, now)).isTrue();
    leases.forget(now.plus(TERM).plusNanos(1));
    assertThat(leases.renew(late, now)).isFalse();
    assertThat(leases.renew(busy, now)).isTrue();
  }

  private Lease acquire() {
    return leases.acquire("a", TERM, now).orElseThrow();
  }
}
