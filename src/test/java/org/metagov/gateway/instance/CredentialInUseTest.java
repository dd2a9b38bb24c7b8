package org.metagov.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.spi.Credential;

class CredentialInUseTest {
  private static final Credential ONE = new Credential("one");
  private static final Credential OTHER = new Credential("other");

  @Test
  void callsOfAnAccountAreCountedTogetherWhateverTheCredential() {
    CredentialInUse app = CredentialInUse.counted("app 1", ONE);
    assertThat(app.countedBy("of town"))
        .isEqualTo(CredentialInUse.counted("app 1", OTHER).countedBy("of village"))
        .isNotEqualTo(CredentialInUse.counted("app 2", ONE).countedBy("of town"));
    assertThat(app.isShared()).isTrue();
  }

  @Test
  void callsByACredentialOfAnInstanceAreCountedByItsName() {
    CredentialInUse own = CredentialInUse.of(Optional.of("bot"), ONE);
    assertThat(own.countedBy("of town"))
        .isEqualTo(CredentialInUse.of(Optional.of("bot"), OTHER).countedBy("of town"))
        .isNotEqualTo(own.countedBy("of village"));
    assertThat(own.isShared()).isFalse();
  }

  @Test
  void callsByATokenOfNobodysAreCountedByIt() {
    CredentialInUse bot = CredentialInUse.of(Optional.empty(), ONE);
    assertThat(bot.countedBy("of town"))
        .isEqualTo(bot.countedBy("of village"))
        .isNotEqualTo(CredentialInUse.of(Optional.empty(), OTHER).countedBy("of town"))
        .doesNotContain("one");
    assertThat(bot.isShared()).isTrue();
  }
}
