package org.metagov.gateway.loss;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * All that will be done in a run, drawn from its seed: what is asked for, how the driver feels
 * about it, and when the gateway is killed. Moments are counted in webhooks accepted so far.
 *
 * @param moods by what the message tells of: an event by the webhook's name, a callback by the name
 *     of its process and its number
 */
record Plan(
    List<Webhook> webhooks,
    List<Ballot> ballots,
    List<Change> changes,
    Map<String, Mood> moods,
    List<End> ends) {
  /** How many messages the driver takes amiss, of each kind: one of so many. */
  private static final int PER_MOOD = 1_200;

  private static final int PER_GONE = 4_000;
  private static final int MOST_VOTES = 4;
  private static final int REPEATED_PERCENT = 2;
  private static final int LATE_PERCENT = 30;

  /** How many processes go on at the same time. */
  static final int LANES = 32;

  /** A webhook; the platform sends some of them again after they were accepted. */
  record Webhook(String op, String community, boolean repeated) {}

  /** How a poll ends. */
  enum Close {
    BY_DRIVER,
    ANNOUNCED,
    SILENT
  }

  /**
   * A governance process.
   *
   * @param begin when it is started
   * @param votes when votes are cast
   * @param end when it is closed
   * @param late whether the platform tells of it once more when it is over
   */
  record Ballot(
      String op,
      String community,
      int begin,
      List<Integer> votes,
      int end,
      Close close,
      boolean late) {}

  /** Another config for a community. */
  record Change(String op, String community, int step, int after) {}

  /**
   * The end of a run of the gateway.
   *
   * @param after at how many webhooks
   * @param millis and so much later
   * @param again how long after its launch the next run is killed before it is ready
   */
  record End(int after, long millis, Entry.Ending how, OptionalLong again) {}

  static Plan of(LossOptions options) {
    SplittableRandom random = new SplittableRandom(options.seed());
    return new Plan(
        webhooks(options, random.split()),
        ballots(options, random.split()),
        changes(options, random.split()),
        moods(options, random.split()),
        ends(options, random.split()));
  }

  /** Returns the names of the communities of {@code options}. */
  static List<String> communities(LossOptions options) {
    return IntStream.range(0, options.communities()).mapToObj(Plan::community).toList();
  }

  private static String community(int number) {
    return "c%02d".formatted(number);
  }

  private static String anyCommunity(LossOptions options, SplittableRandom random) {
    return community(random.nextInt(options.communities()));
  }

  private static List<Webhook> webhooks(LossOptions options, SplittableRandom random) {
    return IntStream.range(0, options.webhooks())
        .mapToObj(
            i ->
                new Webhook(
                    "w" + i, anyCommunity(options, random), random.nextInt(100) < REPEATED_PERCENT))
        .toList();
  }

  private static List<Ballot> ballots(LossOptions options, SplittableRandom random) {
    double gap = 0.9 * options.webhooks() / options.processes();
    int life = (int) Math.min(options.webhooks() / 2.0, LANES * gap);
    List<Ballot> ballots = new ArrayList<>();
    for (int i = 0; i < options.processes(); i++) {
      int begin = (int) (i * gap);
      List<Integer> moments =
          random
              .ints(1 + random.nextInt(MOST_VOTES), begin, begin + life + 1)
              .map(moment -> Math.min(moment, options.webhooks()))
              .sorted()
              .boxed()
              .toList();
      int end = moments.get(moments.size() - 1);
      ballots.add(
          new Ballot(
              "p" + i,
              anyCommunity(options, random),
              begin,
              moments.subList(0, moments.size() - 1),
              end,
              Close.values()[random.nextInt(Close.values().length)],
              random.nextInt(100) < LATE_PERCENT));
    }
    return ballots;
  }

  private static List<Change> changes(LossOptions options, SplittableRandom random) {
    return IntStream.range(0, options.configs())
        .mapToObj(
            i ->
                new Change(
                    "k" + i,
                    anyCommunity(options, random),
                    i + 2,
                    i * options.webhooks() / options.configs()))
        .toList();
  }

  private static Map<String, Mood> moods(LossOptions options, SplittableRandom random) {
    Map<String, Mood> moods = new HashMap<>();
    for (Mood mood : Mood.values()) {
      int each = mood == Mood.GONE ? PER_GONE : PER_MOOD;
      for (int i = 0; i <= options.webhooks() / each; i++) {
        moods.put("w" + random.nextInt(options.webhooks()), mood);
      }
      for (int i = 0; i <= options.processes() / 100; i++) {
        moods.put("p" + random.nextInt(options.processes()) + "/1", mood);
      }
    }
    return moods;
  }

  private static List<End> ends(LossOptions options, SplittableRandom random) {
    // One kill of five meets a gateway that is still starting, and comes right after another.
    int starting = (options.kills() + 2) / 5;
    int running = options.kills() - starting + options.stops();
    List<Integer> order =
        IntStream.range(0, running)
            .boxed()
            .sorted(Comparator.comparing(i -> mixed(options.seed(), i)))
            .toList();
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < running; i++) {
      double slice = (double) options.webhooks() / running;
      int after = (int) (slice * (i + random.nextDouble()));
      boolean stop = order.indexOf(i) < options.stops();
      boolean again = !stop && order.indexOf(i) < options.stops() + starting;
      long millis = random.nextLong(500);
      long sooner = 500 + random.nextLong(11_000);
      ends.add(
          new End(
              Math.max(1, after),
              millis,
              stop ? Entry.Ending.STOPPED : Entry.Ending.KILLED,
              again ? OptionalLong.of(sooner) : OptionalLong.empty()));
    }
    return ends;
  }

  private static long mixed(long seed, int i) {
    return new SplittableRandom(seed * 31 + i).nextLong();
  }
}
