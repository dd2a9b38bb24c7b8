package org.metagov.gateway.loss;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run of the loss test is like: each component but the last two is a system property {@code
 * loss.<name>}.
 *
 * @param seed what the plan is drawn from
 * @param communities over how many communities the load is spread
 * @param webhooks how many become events
 * @param processes how many governance processes are started
 * @param configs how often a community is given another config
 * @param kills how often the gateway is killed with -9
 * @param stops how often it is stopped with SIGTERM
 * @param checkInterval how often the platform is asked how a process stands
 * @param limit when the load and the kills have to be over
 */
record LossOptions(
    long seed,
    int communities,
    int webhooks,
    int processes,
    int configs,
    int kills,
    int stops,
    Duration checkInterval,
    Duration limit) {
  /** How long the gateway waits for the driver. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final String PREFIX = "loss.";
  private static final String TARGET = PREFIX + "target";

  /** Returns what the properties say. */
  static LossOptions read() {
    return new LossOptions(
        givenSeed(),
        Integer.getInteger("loss.communities", 50),
        Integer.getInteger("loss.webhooks", 20_000),
        Integer.getInteger("loss.processes", 500),
        Integer.getInteger("loss.configs", 200),
        Integer.getInteger("loss.kills", 25),
        Integer.getInteger("loss.stops", 2),
        Duration.ofSeconds(5),
        Duration.ofMinutes(Integer.getInteger("loss.minutes", 90)));
  }

  /** Returns a short form, for each build. */
  static LossOptions brief() {
    return new LossOptions(
        givenSeed(), 10, 400, 20, 10, 3, 1, Duration.ofSeconds(2), Duration.ofMinutes(5));
  }

  static long givenSeed() {
    return Long.getLong("loss.seed", 1);
  }

  /** Returns whether {@code phase} is to be run: {@code load} or {@code creations}. */
  static boolean runs(String phase) {
    return List.of(System.getProperty("loss.phases", "load,creations").split(",", -1))
        .contains(phase);
  }

  /**
   * Returns on which platforms {@code creations} is run: on all, unless the property says which.
   */
  static List<CreationPlatform> platforms() {
    return Optional.ofNullable(System.getProperty("loss.platforms"))
        .map(named -> Stream.of(named.split(",", -1)).map(CreationPlatform::of).toList())
        .orElse(List.of(CreationPlatform.values()));
  }

  /** Returns a folder for what a run leaves. */
  static Path target(String run) {
    return Path.of(System.getProperty(TARGET, "target/loss"), run);
  }

  /** Returns the command that does the same again. */
  static String command() {
    Map<String, String> given = new TreeMap<>();
    for (String key : System.getProperties().stringPropertyNames()) {
      if (key.startsWith(PREFIX) && !key.equals(TARGET)) {
        given.put(key, System.getProperty(key));
      }
    }
    StringBuilder command = new StringBuilder("mvn -Ploss verify");
    given.forEach((key, value) -> command.append(" -D").append(key).append('=').append(value));
    return command.toString();
  }
}
