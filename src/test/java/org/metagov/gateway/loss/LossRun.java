package org.metagov.gateway.loss;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.example.plugins.tally.Tally;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Entry.Configured;
import org.metagov.gateway.loss.Entry.Ending;
import org.metagov.gateway.loss.Entry.Listed;
import org.metagov.gateway.loss.Entry.Logged;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.GatewayProcess;
import org.metagov.gateway.testing.TestWar;

/** One run of the loss test: load, kills, and then a look at what there is. */
final class LossRun {
  private static final int SENDERS = 8;
  private static final int PAGE = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** How long what was accepted may take to have its effect, once all is quiet. */
  private static final Duration SETTLING = Duration.ofMinutes(5);

  /** For what comes too much. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(500);

  private final LossOptions options;
  private final Plan plan;
  private final Progress progress;
  private final History history;
  private final FlappingDriver driver;
  private final LossPlatform platform;
  private final Node node;
  private final Client client;
  private final LoadGenerator load;

  private LossRun(LossOptions options, History history) {
    this.options = options;
    this.history = history;
    plan = Plan.of(options);
    progress = new Progress(options.limit());
    driver = new FlappingDriver(history, plan.moods());
    platform = new LossPlatform(history, options.seed());
    Path data = GatewayProcess.newData();
    Path war = war();
    node = new Node(history, () -> settings(data, war));
    client = new Client(node, history, PATIENCE);
    load = new LoadGenerator(plan, progress, client, driver, platform);
  }

  /** Runs the test and returns its history. */
  static List<Entry> of(LossOptions options, Path folder) {
    try (History history = new History(folder.resolve("history.jsonl"))) {
      LossRun run = new LossRun(options, history);
      try (run.driver;
          run.platform;
          run.node) {
        run.all();
      }
      return history.entries();
    }
  }

  static Path war() {
    return TestWar.write(TestWar.with(Tally.class, "anything.json", "count.json"), "loss-war");
  }

  private GatewayProcess.Options settings(Path data, Path war) {
    return GatewayProcess.options()
        .data(data)
        .war(war)
        .set("metagov.driver.event-receiver-url", driver.events())
        .set("metagov.driver.event-receiver-secret", FlappingDriver.SECRET)
        .set("metagov.delivery.timeout", LossOptions.TIMEOUT.toString())
        .set("metagov.rate.webhooks", "1000000")
        .set("metagov.outbound.calls-per-minute", "1000000")
        .set("metagov.plugin.tally.check-interval", options.checkInterval().toString());
  }

  private void all() {
    node.start();
    Plan.communities(options).forEach(load::create);
    ExecutorService threads = Executors.newCachedThreadPool();
    AtomicBoolean settled = new AtomicBoolean();
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        work.add(threads.submit(load::sendWebhooks));
      }
      for (int i = 0; i < Plan.LANES; i++) {
        int lane = i;
        work.add(threads.submit(() -> load.holdBallots(lane)));
      }
      work.add(threads.submit(load::changeConfigs));
      work.add(threads.submit(this::endRuns));
      Future<?> operator = threads.submit(() -> operate(settled));
      for (Future<?> each : work) {
        join(each, options.limit().plus(PATIENCE));
      }
      awaitAtMost(SETTLING, this::isQuiet);
      Client.pause(AFTERWARDS);
      settled.set(true);
      join(operator, PATIENCE);
      look();
      node.end(Ending.STOPPED);
    } finally {
      threads.shutdownNow();
    }
  }

  private void endRuns() {
    for (Plan.End end : plan.ends()) {
      progress.await(end.after());
      Client.pause(Duration.ofMillis(end.millis()));
      node.end(end.how());
      end.again().ifPresent(millis -> node.startAndKill(Duration.ofMillis(millis)));
      node.start();
    }
  }

  private void operate(AtomicBoolean settled) {
    while (!settled.get()) {
      load.resumeWhatIsGone();
      Client.pause(LOOK);
    }
  }

  private boolean isQuiet() {
    return driver.count(Channel.EVENT) >= progress.accepted()
        && driver.count(Channel.CALLBACK) >= load.locations().size();
  }

  /** Notes how everything is seen at the end. */
  private void look() {
    load.locations().values().forEach(load::see);
    String after = "0";
    while (!after.equals("null")) {
      JsonObject page = get("/api/internal/process?limit=" + PAGE + "&after=" + after);
      for (JsonObject process : page.getJsonArray("processes").getValuesAs(JsonObject.class)) {
        String location =
            "/api/internal/process/" + process.getString("name") + "/" + process.getInt("id");
        history.add(at -> new Listed(at, location));
      }
      after = page.get("next").toString();
    }
    for (String community : Plan.communities(options)) {
      readLog(community);
      int step =
          get("/api/internal/community/" + community)
              .getJsonArray("plugins")
              .getJsonObject(0)
              .getJsonObject("config")
              .getInt("step");
      history.add(at -> new Configured(at, community, Integer.toString(step)));
    }
  }

  private void readLog(String community) {
    String path = "/api/internal/events?community=" + community + "&limit=" + PAGE;
    JsonObject page = get(path);
    while (!page.getJsonArray("events").isEmpty()) {
      for (JsonObject event : page.getJsonArray("events").getValuesAs(JsonObject.class)) {
        history.add(
            at -> new Logged(at, community, event.getInt("sequence"), JsonText.write(event)));
      }
      page = get(path + "&after=" + page.get("next"));
    }
  }

  private JsonObject get(String path) {
    Reply reply = client.once(api -> api.get(path)).orElseThrow();
    if (reply.status() != 200) {
      throw new AssertionError(path + ": " + reply.text());
    }
    return reply.json();
  }

  private static void awaitAtMost(Duration time, BooleanSupplier condition) {
    long end = System.nanoTime() + time.toNanos();
    // Where it never comes the checker says what is missing.
    while (System.nanoTime() - end < 0 && !condition.getAsBoolean()) {
      Client.pause(LOOK);
    }
  }

  private static void join(Future<?> work, Duration within) {
    try {
      work.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new AssertionError("The run did not come to its end", e);
    }
  }
}
