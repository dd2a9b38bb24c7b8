package org.metagov.gateway.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run of the bench is like: each component is a system property {@code bench.<name>}.
 *
 * @param seed what the load is drawn from
 * @param rounds how often the measurements of requests are repeated, in turn
 * @param seconds how long each of them takes
 * @param warmup how many seconds they take at most to warm the gateway up
 * @param connections how many of the bench's connections ask at once
 * @param burst how many processes end at once
 * @param pairs how often the receiver answers, and hangs
 * @param window how many seconds it does so
 * @param news how many events there are in a second meanwhile
 * @param pending how many processes are checked on their interval
 * @param starting how many seconds may be taken to start them
 * @param checks how many seconds they are watched, with and without a platform that hangs
 * @param flood how many requests a second the community gets that is flooded
 * @param before a file of measurements to compare the requests with; empty: none
 * @param communities how many there are in a gateway that has grown
 * @param idle how many seconds nothing is asked of it
 * @param jvm the options of the gateway's JVM, with blanks between them
 * @param phases the phases to run, with commas between them; empty: all
 * @param only the first words of the measurements of requests to take, beside the bare POST; empty:
 *     all
 */
record BenchOptions(
    long seed,
    int rounds,
    int seconds,
    int warmup,
    int connections,
    int burst,
    int pairs,
    int window,
    int news,
    int pending,
    int starting,
    int checks,
    int communities,
    int idle,
    int flood,
    String before,
    List<String> jvm,
    List<String> phases,
    List<String> only) {
  static BenchOptions read() {
    return new BenchOptions(
        Long.getLong("bench.seed", 1),
        Integer.getInteger("bench.rounds", 3),
        Integer.getInteger("bench.seconds", 4),
        Integer.getInteger("bench.warmup", 90),
        Integer.getInteger("bench.connections", 8),
        Integer.getInteger("bench.burst", 2_000),
        Integer.getInteger("bench.pairs", 5),
        Integer.getInteger("bench.window", 8),
        Integer.getInteger("bench.news", 1),
        Integer.getInteger("bench.pending", 10_000),
        Integer.getInteger("bench.starting", 120),
        Integer.getInteger("bench.checks", 30),
        Integer.getInteger("bench.communities", 10_000),
        Integer.getInteger("bench.idle", 65),
        Integer.getInteger("bench.flood", 400),
        System.getProperty("bench.before", ""),
        words("bench.jvm", " ", "-Xmx512m"),
        words("bench.phases", ",", ""),
        words("bench.only", ",", ""));
  }

  boolean runs(String phase) {
    return phases.isEmpty() || phases.contains(phase);
  }

  /** Returns the folder for what was measured. */
  static Path target() {
    return Path.of(System.getProperty("bench.target"));
  }

  /** Returns the command that runs the bench like this again. */
  String command() {
    StringBuilder command = new StringBuilder("mvn -Pbench verify");
    given().forEach((key, value) -> command.append(" -D" + key + "='" + value + "'"));
    return command.toString();
  }

  private static Map<String, String> given() {
    Map<String, String> given = new TreeMap<>();
    for (String key : System.getProperties().stringPropertyNames()) {
      if (key.startsWith("bench.") && !key.equals("bench.target")) {
        given.put(key, System.getProperty(key));
      }
    }
    return given;
  }

  private static List<String> words(String key, String separator, String otherwise) {
    String text = System.getProperty(key, otherwise).strip();
    return text.isEmpty() ? List.of() : List.of(text.split(separator, -1));
  }
}
