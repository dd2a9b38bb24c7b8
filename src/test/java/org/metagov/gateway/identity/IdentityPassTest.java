package org.metagov.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.secret.Keyring;
import org.metagov.gateway.secret.Vault;

/** What stands for somebody says by whose key, too. */
class IdentityPassTest {
  private static final Instant NOW = Instant.parse("2025-11-29T12:00:00.123456Z");
  private static final long ID = 2_147_483_646;

  @BeforeEach
  void vault() {
    Keyring.SealingKey key = new Keyring.SealingKey("0a", Keyring.newKey(), NOW, Optional.empty());
    Keyring ring = new Keyring(Keyring.newKey(), List.of(key));
    Vault.use(new Vault(ring, () -> ring, true));
  }

  @Test
  void aPassTellsByWhichKeyItWasMade() {
    for (Optional<String> key : List.of(Optional.of("0123456789ab"), Optional.<String>empty())) {
      String text = IdentityPass.of(ID, key, NOW).text();
      assertThat(text).hasSizeLessThan(300);
      assertThat(IdentityPass.open(text, NOW)).contains(new IdentityPass.Opened(ID, key));
    }
  }

  @Test
  void aPassIsGoodForTenMinutes() {
    IdentityPass pass = IdentityPass.of(ID, Optional.empty(), NOW);
    Instant end = NOW.plus(Duration.ofMinutes(10));
    assertThat(pass.expiresAt()).isEqualTo(end);
    assertThat(IdentityPass.open(pass.text(), end.minusNanos(1))).isPresent();
    assertThat(IdentityPass.open(pass.text(), end)).isEmpty();
  }

  @Test
  void aNumberIsForTheCommunityThatItWasMadeFor() {
    Person person =
        new Person(
            7,
            List.of(
                new Person.MetagovId(7, Optional.of("garden"), NOW),
                new Person.MetagovId(8, Optional.empty(), NOW)),
            List.of(),
            List.of());
    Vouched known = new Vouched(7, community -> person.isOf(7, community));
    assertThat(known.in("garden")).contains(7L);
    assertThat(known.in("forum")).isEmpty();
    assertThat(person.isOf(8, "garden")).isFalse();
  }
}
