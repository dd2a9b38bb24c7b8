package org.metagov.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Renewal;

class DraftCredentialsTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final Renewal NEVER =
      before -> {
        throw new AssertionError("nobody was to renew it");
      };

  private Instant now = START;

  @Test
  void aCredentialIsRenewedOnceItEndsWithinAMinute() {
    DraftCredentials own = drafted(ending(Duration.ofMinutes(5)));
    now = START.plus(Duration.ofMinutes(4)).minusSeconds(1);
    assertThat(own.get("bot", NEVER).token()).isEqualTo("first");
    now = START.plus(Duration.ofMinutes(4));
    assertThat(own.get("bot", before -> new Credential("after " + before.get().token())).token())
        .isEqualTo("after first");
    assertThat(own.get("bot", NEVER).token()).isEqualTo("after first");
  }

  @Test
  void oneThatIsNotThereIsAskedForWithNothing() {
    DraftCredentials own = new DraftCredentials(Map.of(), () -> now);
    assertThat(
            own.get("app", before -> new Credential(before.isEmpty() ? "the first" : "one more"))
                .token())
        .isEqualTo("the first");
    assertThat(own.all()).containsOnlyKeys("app");
  }

  @Test
  void oneThatIsRefusedIsRenewedUnlessSomebodyHasDoneSo() {
    Credential first = new Credential("first", Optional.of("again"), Optional.empty());
    DraftCredentials own = drafted(first);
    own.refused("bot", new Credential("an older one"));
    assertThat(own.get("bot", NEVER)).isEqualTo(first);
    own.refused("bot", first);
    assertThat(own.get("bot", before -> new Credential(before.get().refreshToken().get())).token())
        .isEqualTo("again");
  }

  @Test
  void aPluginHasTenThousandCredentialsAtMost() {
    DraftCredentials own = new DraftCredentials(Map.of(), () -> now);
    for (int i = 1; i <= 10_000; i++) {
      own.keep("user-" + i, new Credential("first"));
    }
    assertThatThrownBy(() -> own.keep("user-10001", new Credential("one too many")))
        .hasMessageContaining("it has to forget one");
    own.keep("user-10000", new Credential("in place of that"));
    own.forget("user-1");
    own.keep("user-10001", new Credential("first"));
    assertThat(own.all()).hasSize(10_000);
  }

  @Test
  void aCredentialDoesNotTellWhatItIs() {
    assertThat(ending(Duration.ZERO)).hasToString("credential");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bot", "7", "a b", "a/b"})
  void aNameThatCannotBeAskedForIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> drafted(ending(Duration.ZERO)).keep(name, new Credential("t")));
  }

  private static Credential ending(Duration in) {
    return new Credential("first", Optional.empty(), Optional.of(START.plus(in)));
  }

  private DraftCredentials drafted(Credential credential) {
    return new DraftCredentials(Map.of("bot", credential), () -> now);
  }
}
