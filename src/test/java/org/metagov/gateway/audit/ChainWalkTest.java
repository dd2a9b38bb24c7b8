package org.metagov.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.KeyedHash;
import org.metagov.gateway.audit.AuditChainService.Ends;
import org.metagov.gateway.audit.AuditChainService.Purged;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.secret.Keyring;
import org.metagov.gateway.secret.Vault;

/** Whoever writes to the database has the gateway neither hide an entry nor remove it. */
class ChainWalkTest {
  private static final Instant START = Instant.parse("2025-11-29T12:00:00Z");
  private static final Ends ENDS = new Ends(0, "", 3, "", 0, START);

  private final AuditSeal seal = new AuditSeal(new KeyedHash());

  /** One in each hour. */
  private final List<ChainedEntry> entries = new ArrayList<>();

  @BeforeEach
  void chain() {
    Keyring.SealingKey key =
        new Keyring.SealingKey("0a", Keyring.newKey(), START, Optional.empty());
    Keyring ring = new Keyring(Keyring.newKey(), List.of(key));
    Vault.use(new Vault(ring, () -> ring, true));
    String mac = "";
    for (int seq = 1; seq <= 3; seq++) {
      Instant at = START.plus(Duration.ofHours(seq));
      Deed deed = new Deed(Caller.GATEWAY, "PUT", "/" + seq, Map.of(), Optional.of("garden"));
      String body = JsonText.write(deed.toJson(at, List.of(), OptionalInt.empty()));
      mac = seal.chained(seq, mac, body);
      entries.add(new ChainedEntry(seq, mac, body, Optional.of("garden")));
    }
  }

  private Purged old(Duration since) {
    return new ChainWalk(seal, ENDS).old(entries, START.plus(since));
  }

  @Test
  void whatWasWrittenLongAgoIsOld() {
    assertThat(old(Duration.ofHours(1))).isEqualTo(new Purged(0, OptionalLong.empty()));
    assertThat(old(Duration.ofMinutes(121))).isEqualTo(new Purged(2, OptionalLong.empty()));
    assertThat(old(Duration.ofDays(1))).isEqualTo(new Purged(3, OptionalLong.empty()));
  }

  @Test
  void anEntryThatWasMadeOlderIsNotRemoved() {
    ChainedEntry second = entries.get(1);
    String body = second.body().replace("2025-", "2020-");
    assertThat(body).isNotEqualTo(second.body());
    entries.set(1, new ChainedEntry(2, second.mac(), body, second.column()));
    assertThat(old(Duration.ofMinutes(61))).isEqualTo(new Purged(1, OptionalLong.of(2)));
  }

  @Test
  void nothingIsRemovedBehindATheft() {
    entries.remove(1);
    assertThat(old(Duration.ofDays(1))).isEqualTo(new Purged(1, OptionalLong.of(2)));
  }

  @Test
  void anEntryThatIsHiddenFromItsCommunityIsFound() {
    ChainedEntry first = entries.get(0);
    assertThat(new ChainWalk(seal, ENDS).broken(first)).isEmpty();
    for (Optional<String> other : List.of(Optional.<String>empty(), Optional.of("another"))) {
      assertThat(
              new ChainWalk(seal, ENDS)
                  .broken(new ChainedEntry(1, first.mac(), first.body(), other)))
          .isPresent();
    }
  }
}
