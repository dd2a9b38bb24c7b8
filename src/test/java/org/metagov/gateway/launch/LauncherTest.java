package org.metagov.gateway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.spi.JsonProvider;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LauncherTest {
  private final Optional<String> before =
      Optional.ofNullable(System.getProperty(Launcher.JSON_PROVIDER));

  @AfterEach
  void restore() {
    System.clearProperty(Launcher.JSON_PROVIDER);
    before.ifPresent(name -> System.setProperty(Launcher.JSON_PROVIDER, name));
  }

  /** There is no server in the class path of tests. */
  private static void launch() {
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> Launcher.main(new String[0]));
  }

  @Test
  void whatReadsJsonIsNamedBeforeAnybodyLooksForIt() {
    System.clearProperty(Launcher.JSON_PROVIDER);
    launch();
    assertThat(System.getProperty(Launcher.JSON_PROVIDER))
        .isEqualTo(JsonProvider.provider().getClass().getName());
  }

  @Test
  void whatAnOperatorHasNamedStays() {
    System.setProperty(Launcher.JSON_PROVIDER, "another");
    launch();
    assertThat(System.getProperty(Launcher.JSON_PROVIDER)).isEqualTo("another");
  }
}
