package org.metagov.gateway.clients;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** What drivers are written in. */
enum Language {
  JAVA,
  PYTHON,
  NODE;

  private static final List<String> WITHOUT =
      List.of(System.getProperty("clients.without", "").split(","));

  /** Leaves a trial out whose language this machine was said to be without. */
  void require() {
    Assumptions.assumeFalse(
        WITHOUT.contains(name().toLowerCase(Locale.ROOT)), () -> this + " is not there");
  }

  /** Returns how its driver of the tutorial is started. */
  List<String> driver() {
    Path folder = Path.of("src", "test", "drivers").toAbsolutePath();
    return switch (this) {
      case JAVA ->
          List.of(
              java(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("clients.json"),
              folder.resolve("Driver.java").toString());
      case PYTHON -> List.of(python(), folder.resolve("driver.py").toString());
      case NODE -> List.of("node", folder.resolve("driver.mjs").toString());
    };
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static String python() {
    return System.getProperty("clients.python");
  }
}
