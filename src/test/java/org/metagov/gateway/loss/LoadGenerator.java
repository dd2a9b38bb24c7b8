package org.metagov.gateway.loss;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Channel;
import org.metagov.gateway.loss.Entry.Operation;
import org.metagov.gateway.loss.Entry.Seen;
import org.metagov.gateway.loss.Plan.Ballot;
import org.metagov.gateway.loss.Plan.Change;
import org.metagov.gateway.loss.Plan.Close;
import org.metagov.gateway.loss.Plan.Webhook;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;

/** Does what is planned: the platform's webhooks and the driver's requests. */
final class LoadGenerator {
  private static final String SECRET = "hook-secret-1";

  /** So that kills meet deliveries, too: webhooks wait while so many events are on their way. */
  private static final int MOST_ON_THEIR_WAY = 400;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration A_MOMENT = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(400);

  private final Plan plan;
  private final Progress progress;
  private final Client client;
  private final History history;
  private final FlappingDriver driver;
  private final LossPlatform platform;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<String, String> locations = new ConcurrentHashMap<>();

  LoadGenerator(
      Plan plan, Progress progress, Client client, FlappingDriver driver, LossPlatform platform) {
    this.plan = plan;
    this.progress = progress;
    this.client = client;
    this.history = client.history();
    this.driver = driver;
    this.platform = platform;
  }

  /** Returns where each process is, by its start. */
  Map<String, String> locations() {
    return locations;
  }

  /** Makes a community. */
  void create(String community) {
    Reply reply = client.once(api -> put(api, community, 1)).orElseThrow();
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
  }

  private Reply put(Api api, String community, int step) {
    return api.put(
        "/api/internal/community/" + community,
        ("{\"plugins\":[{\"name\":\"tally\",\"config\":{\"api_key\":\"k-%s\",\"team\":\"T\","
                + "\"webhook_secret\":\"%s\",\"step\":%d,\"server_url\":\"%s\"}}]}")
            .formatted(community, SECRET, step, platform.url(community)));
  }

  /** Sends webhooks, besides other senders, until all are sent. */
  void sendWebhooks() {
    for (int i = next.getAndIncrement();
        i < plan.webhooks().size() && !progress.isOver();
        i = next.getAndIncrement()) {
      Webhook webhook = plan.webhooks().get(i);
      keepPace();
      String more = i % 2 == 0 ? counted(webhook.op()) : toldAtOnce(webhook.op());
      if (hook(Operation.WEBHOOK, webhook.op(), webhook.community(), more)) {
        progress.advance();
      }
      if (webhook.repeated()) {
        hook(Operation.WEBHOOK, webhook.op(), webhook.community(), more);
      }
    }
  }

  /** One that the plugin counts in its state, and that waits in the lane of its community. */
  private static String counted(String op) {
    return "\"type\":\"posted\",\"text\":\"%s\"".formatted(op);
  }

  /** One that is written together with its event. */
  private static String toldAtOnce(String op) {
    return "\"type\":\"told\",\"text\":\"%s\",\"about\":\"%s\",\"at_once\":true".formatted(op, op);
  }

  private void keepPace() {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (progress.accepted() - driver.count(Channel.EVENT) > MOST_ON_THEIR_WAY
        && System.nanoTime() - end < 0) {
      Client.pause(A_MOMENT);
    }
  }

  private boolean hook(Operation kind, String op, String community, String more) {
    return client
        .until(
            new Asked(0, op, kind, community, more),
            api -> {
              String body =
                  "{\"id\":\"%s\",\"time\":%d,\"team\":\"T\",%s}"
                      .formatted(op, Instant.now().getEpochSecond(), more);
              byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
              return api.with(
                      "X-Tally-Signature",
                      HexFormat.of().formatHex(Signatures.hmacSha256(SECRET, bytes)))
                  .post("/api/hooks/" + community + "/tally", body);
            },
            LoadGenerator::isOk)
        .isPresent();
  }

  private static boolean isOk(Reply reply) {
    return reply.status() == 200;
  }

  /** Gives communities other configs. */
  void changeConfigs() {
    for (Change change : plan.changes()) {
      progress.await(change.after());
      String step = Integer.toString(change.step());
      client.until(
          new Asked(0, change.op(), Operation.CONFIG, change.community(), step),
          api -> put(api, change.community(), change.step()),
          LoadGenerator::isOk);
    }
  }

  /** Lets every {@link Plan#LANES}-th process live, one after another. */
  void holdBallots(int lane) {
    for (int i = lane; i < plan.ballots().size() && !progress.isOver(); i += Plan.LANES) {
      hold(plan.ballots().get(i));
    }
  }

  private void hold(Ballot ballot) {
    progress.await(ballot.begin());
    Optional<String> location = start(ballot);
    Optional<String> poll = location.flatMap(where -> poll(ballot.op(), where));
    if (poll.isEmpty()) {
      return;
    }
    int vote = 0;
    for (int moment : ballot.votes()) {
      progress.await(moment);
      if (platform.vote(poll.get())) {
        tell(ballot, "v" + ++vote, poll.get());
      }
    }
    progress.await(ballot.end());
    if (ballot.close() == Close.BY_DRIVER) {
      close(ballot, location.get());
    } else {
      platform.close(poll.get());
      if (ballot.close() == Close.ANNOUNCED) {
        tell(ballot, "end", poll.get());
      }
    }
    awaitEnd(location.get());
    if (ballot.late()) {
      tell(ballot, "late", poll.get());
      see(location.get());
    }
  }

  private Optional<String> start(Ballot ballot) {
    Optional<String> location =
        client
            .until(
                new Asked(0, ballot.op(), Operation.START, ballot.community(), ""),
                api ->
                    api.as(ballot.community())
                        .with("Idempotency-Key", ballot.op())
                        .post(
                            "/api/internal/process/tally.poll",
                            "{\"title\":\"%s\",\"callback_url\":\"%s\"}"
                                .formatted(ballot.op(), driver.callbacks(ballot.op()))),
                reply -> reply.status() == 202)
            .map(reply -> reply.header("Location").orElseThrow());
    location.ifPresent(where -> locations.put(ballot.op(), where));
    return location;
  }

  /** Returns the poll of a process; empty where it has ended without one. */
  private Optional<String> poll(String op, String location) {
    Optional<String> poll = platform.poll(op);
    while (poll.isEmpty() && !progress.isOver() && !isOver(location)) {
      Client.pause(LOOK);
      poll = platform.poll(op);
    }
    return poll;
  }

  private void tell(Ballot ballot, String what, String poll) {
    hook(
        Operation.NOTICE,
        ballot.op() + "-" + what,
        ballot.community(),
        "\"type\":\"voted\",\"poll\":\"" + poll + "\"");
  }

  private void close(Ballot ballot, String location) {
    client.until(
        new Asked(0, ballot.op() + "-close", Operation.CLOSE, ballot.community(), location),
        api -> api.delete(location),
        reply ->
            reply.status() == 200
                || (reply.status() == 400 && reply.text().contains("already completed")));
  }

  private void awaitEnd(String location) {
    while (!progress.isOver() && !isOver(location)) {
      Client.pause(LOOK);
    }
    see(location);
  }

  private boolean isOver(String location) {
    return client
        .once(api -> api.get(location))
        .filter(LoadGenerator::isOk)
        .filter(reply -> reply.json().getString("status").equals("completed"))
        .isPresent();
  }

  /** Notes how a process is seen; not what a server says that is stopping. */
  void see(String location) {
    client
        .once(api -> api.get(location))
        .filter(reply -> isOk(reply) || reply.status() == 404)
        .ifPresent(
            reply -> history.add(at -> new Seen(at, location, isOk(reply) ? reply.text() : "")));
  }

  /** Lets the driver hear again where it has answered 410, as an operator would. */
  void resumeWhatIsGone() {
    String receiver = "/api/internal/receivers/default";
    if (isGone(receiver)) {
      client.once(api -> api.post(receiver + "/resume", null));
    }
    for (String op : List.copyOf(driver.stoppedCallbacks())) {
      String location = locations.get(op);
      if (location != null && isGone(location + "/callbacks")) {
        client.once(api -> api.post(location + "/callbacks/resume", null));
      }
    }
  }

  private boolean isGone(String path) {
    return client
        .once(api -> api.get(path))
        .filter(LoadGenerator::isOk)
        .filter(reply -> reply.json().getString("state").equals("gone"))
        .isPresent();
  }
}
