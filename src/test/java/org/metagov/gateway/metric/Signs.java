package org.metagov.gateway.metric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.metagov.gateway.testing.Sign;

/** Signs, as the page shows them and as the tests look for them. */
final class Signs {
  private static final Path TESTS = Path.of("src/test/java/org/metagov/gateway");

  /** What the tests of an outage, and of what is abandoned, have in common. */
  private static final Map<Sign, String> SHARED =
      Map.ofEntries(
          Map.entry(Sign.STORE_DOWN, "it/Outage.java"),
          Map.entry(Sign.STORE_NOT_READ, "it/Outage.java"),
          Map.entry(Sign.STORE_FAILS, "it/Outage.java"),
          Map.entry(Sign.UPKEEP_FAILS, "it/Outage.java"),
          Map.entry(Sign.WEBHOOKS_NOT_KEPT, "it/Outage.java"),
          Map.entry(Sign.POOL_EXHAUSTED, "it/Outage.java"),
          Map.entry(Sign.COMMUNITY_TOLD_TOO_MUCH, "it/Outage.java"),
          Map.entry(Sign.INBOXES_FULL, "it/Outage.java"),
          Map.entry(Sign.WEBHOOKS_AT_ONCE, "it/Outage.java"),
          Map.entry(Sign.GATEWAY_GONE, "it/CrashIT.java"),
          Map.entry(Sign.REQUEST_ABANDONED, "contract/FaultsUnderTest.java"),
          Map.entry(Sign.WORK_ABANDONED, "contract/FaultsUnderTest.java"));

  private Signs() {}

  /** Returns the row of the table that tells of {@code sign}. */
  static String row(Sign sign) {
    return "| "
        + String.join(
            " | ",
            List.of(
                sign.fault(),
                sign.told(),
                sign.alert().equals("-") ? "-" : "`" + sign.alert() + "`",
                "`" + sign.test() + "`"))
        + " |";
  }

  /** Returns whether the test of {@code sign} is there, and looks for it. */
  static boolean isSeen(Sign sign) throws IOException {
    String[] name = sign.test().split("#", 2);
    String text = source(name[0]);
    int begin = text.indexOf(" void " + name[1] + "(");
    String method = begin < 0 ? "" : text.substring(begin, text.indexOf("\n  }\n", begin));
    String seen =
        SHARED.containsKey(sign)
            ? method.isEmpty() ? "" : Files.readString(TESTS.resolve(SHARED.get(sign)))
            : method;
    return Pattern.compile("Sign\\." + sign.name() + "\\b").matcher(seen).find();
  }

  private static String source(String name) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return Files.readString(
          files.filter(file -> file.endsWith(name + ".java")).findFirst().orElseThrow());
    }
  }
}
