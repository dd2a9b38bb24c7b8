package org.metagov.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.secret.Keyring.SealingKey;

/** What is sealed opens at its place alone, by its key alone. */
class VaultTest {
  private static final Cell CELL = new Cell("receiver", "7d1c", "secret", "");
  private static final String SECRET = "xoxb-1234 \u00fc\ud83d\ude00";
  private static final byte[] ROOT = Keyring.newKey();

  private Keyring stored = ring(key("0a"));
  private final Vault vault = new Vault(stored, () -> stored, true);

  @Test
  void whatIsSealedIsNotToBeSeenAndOpensWhereItStands() {
    String sealed = vault.seal(CELL, SECRET);
    assertThat(sealed).startsWith("sealed:0a:").doesNotContain("xoxb").isASCII();
    assertThat(Vault.isSealed(sealed)).isTrue();
    assertThat(vault.open(CELL, sealed)).isEqualTo(SECRET);
    assertThat(vault.open(CELL, vault.seal(CELL, ""))).isEmpty();
  }

  @Test
  void theSameSecretIsNeverSealedTheSame() {
    assertThat(vault.seal(CELL, SECRET)).isNotEqualTo(vault.seal(CELL, SECRET));
  }

  @Test
  void itOpensInNoOtherTableRowColumnOrPart() {
    String sealed = vault.seal(CELL, SECRET);
    for (Cell other :
        List.of(
            new Cell("plugin_instance", "7d1c", "secret", ""),
            new Cell("receiver", "7d1d", "secret", ""),
            new Cell("receiver", "7d1c", "old_secret", ""),
            new Cell("receiver", "7d1c", "secret", "/api_key"))) {
      assertThatThrownBy(() -> vault.open(other, sealed))
          .as(other.toString())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageNotContaining("xoxb");
    }
  }

  @Test
  void whatSomebodyMakesUpBringsAboutNeitherALookNorAnAlarm() {
    AtomicInteger alarms = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    Vault asked =
        new Vault(
            stored,
            () -> {
              looks.incrementAndGet();
              return stored;
            },
            true);
    asked.tellUnreadable(table -> alarms.incrementAndGet());
    String sealed = asked.seal(CELL, SECRET);
    assertThat(asked.openBrought(CELL, sealed)).contains(SECRET);
    for (String other : List.of("", "x", "sealed:0b:AAAA", "sealed:0a:AAAA", sealed + "A")) {
      assertThat(asked.openBrought(CELL, other)).as(other).isEmpty();
    }
    assertThat(asked.openBrought(new Cell("receiver", "7d1d", "secret", ""), sealed)).isEmpty();
    assertThat(alarms).hasValue(0);
    assertThat(looks).hasValue(0);
  }

  @Test
  void whatWasSentComesBackForItsCellAlone() {
    String sent = vault.sealToSend(CELL, SECRET);
    assertThat(sent).matches("[A-Za-z0-9_-]+");
    assertThat(vault.openSent(CELL, sent)).contains(SECRET);
    assertThat(vault.openSent(new Cell("receiver", "7d1d", "secret", ""), sent)).isEmpty();
    for (String other : List.of("", ".", "=", "c2VhbGVk", sent + "A", vault.seal(CELL, SECRET))) {
      assertThat(vault.openSent(CELL, other)).as(other).isEmpty();
    }
  }

  @Test
  void whatCannotBeOpenedIsToldByItsTable() {
    List<String> told = new ArrayList<>();
    vault.tellUnreadable(told::add);
    vault.open(CELL, vault.seal(CELL, SECRET));
    assertThat(told).isEmpty();
    Cell other = new Cell("inbox", "7d1d", "content", "");
    for (String sealed : List.of(vault.seal(CELL, SECRET), SECRET, "sealed:ff:AAAA")) {
      assertThatThrownBy(() -> vault.open(other, sealed)).isInstanceOf(UnreadableException.class);
    }
    assertThat(told).containsExactly("inbox", "inbox", "inbox");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 30, 60})
  void whatWasChangedDoesNotOpen(int at) {
    String sealed = vault.seal(CELL, SECRET);
    char other = sealed.charAt(at) == 'A' ? 'B' : 'A';
    String changed = sealed.substring(0, at) + other + sealed.substring(at + 1);
    assertThatThrownBy(() -> vault.open(CELL, changed)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "xoxb-1234", "sealed:", "sealed:0a:", "sealed:0a:AA"})
  void whatIsNotSealedIsNotTaken(String text) {
    assertThatThrownBy(() -> vault.open(CELL, text))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("xoxb");
  }

  @Test
  void aValueUnderTheNameOfAnotherKeyDoesNotOpen() {
    SealingKey own = key("0a");
    SealingKey same = new SealingKey("0b", own.bytes(), own.madeAt(), Optional.of(Instant.EPOCH));
    Keyring both = new Keyring(ROOT, List.of(own, same));
    Vault two = new Vault(both, () -> both, true);
    String sealed = two.seal(CELL, SECRET);
    assertThatThrownBy(() -> two.open(CELL, sealed.replace(":0a:", ":0b:")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aKeyThatAnotherNodeHasMadeIsLookedFor() {
    SealingKey old = vault.ring().current();
    SealingKey another = key("0c");
    Keyring rotated = new Keyring(ROOT, List.of(another, retired(old)));
    String sealed = new Vault(rotated, () -> rotated, true).seal(CELL, SECRET);
    String before = vault.seal(CELL, "old");
    stored = rotated;
    assertThat(vault.open(CELL, sealed)).isEqualTo(SECRET);
    assertThat(vault.open(CELL, before)).isEqualTo("old");
    assertThat(vault.seal(CELL, SECRET)).startsWith(Vault.prefix("0c"));
  }

  @Test
  void ofManyWhoMissAKeyOneReadsIt() throws Exception {
    SealingKey another = key("0c");
    Keyring rotated = new Keyring(ROOT, List.of(another, retired(stored.current())));
    String sealed = new Vault(rotated, () -> rotated, true).seal(CELL, SECRET);
    List<Thread> readers = new ArrayList<>();
    AtomicInteger reads = new AtomicInteger();
    Vault shared =
        new Vault(
            stored,
            () -> {
              if (reads.incrementAndGet() == 1) {
                await().until(() -> waiting(readers) == 3);
              }
              return rotated;
            },
            true);
    Queue<String> opened = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 4; i++) {
      readers.add(new Thread(() -> opened.add(shared.open(CELL, sealed))));
    }
    readers.forEach(Thread::start);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(opened).containsExactly(SECRET, SECRET, SECRET, SECRET);
    assertThat(reads).hasValue(1);
  }

  private static long waiting(List<Thread> threads) {
    return threads.stream().filter(t -> t.getState() == Thread.State.BLOCKED).count();
  }

  @Test
  void aKeyThatWasGivenUpOpensNothing() {
    String sealed = vault.seal(CELL, SECRET);
    stored = ring(key("0d"));
    vault.look(() -> stored);
    assertThatThrownBy(() -> vault.open(CELL, sealed)).hasMessageContaining("0a");
  }

  @Test
  void aKeyForOnePurposeIsThatOfNoOtherAndStays() {
    assertThat(vault.subkey("driver-keys"))
        .hasSize(32)
        .isNotEqualTo(vault.subkey("audit"))
        .isEqualTo(new Vault(ring(key("0e")), () -> stored, true).subkey("driver-keys"));
  }

  @Test
  void noKeyIsShownByWhatHoldsIt() {
    MasterKey master = MasterKey.of("ab".repeat(32), "metagov.secrets.key");
    assertThat(master + " " + stored + " " + stored.current())
        .doesNotContainIgnoringCase("abab")
        .doesNotContain("[B@");
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void aMasterKeyIsTakenInBase64AndInHexadecimalDigits(int form) {
    byte[] bytes = Keyring.newKey();
    String text =
        form == 64 ? HexFormat.of().formatHex(bytes) : Base64.getEncoder().encodeToString(bytes);
    MasterKey key = MasterKey.of(text, "a test");
    assertThat(key.unwrap("0a", MasterKey.of(text, "again").wrap("0a", ROOT))).contains(ROOT);
    assertThat(key.unwrap("0b", key.wrap("0a", ROOT))).isEmpty();
    assertThat(MasterKey.of("00".repeat(32), "another").unwrap("0a", key.wrap("0a", ROOT)))
        .isEmpty();
  }

  private static SealingKey key(String id) {
    return new SealingKey(id, Keyring.newKey(), Instant.EPOCH, Optional.empty());
  }

  private static SealingKey retired(SealingKey key) {
    return new SealingKey(key.id(), key.bytes(), key.madeAt(), Optional.of(Instant.EPOCH));
  }

  private static Keyring ring(SealingKey... keys) {
    return new Keyring(ROOT, List.of(keys));
  }
}
