package org.metagov.gateway.loss;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.metagov.gateway.loss.CreationOutcome.Start;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.Ending;
import org.metagov.gateway.loss.Entry.Operation;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.GatewayProcess;

/** Kills the gateway while it has remote objects created, several at once. */
final class CreationKills {
  static final String COMMUNITY = "c00";

  private static final int IN_FLIGHT = 6;

  /** How long after the platform was asked a kill may come. */
  private static final int ASKED_MILLIS = 80;

  /** How long after the starts a kill may come: a new server needs most of that for its first. */
  private static final int STARTED_MILLIS = 1_000;

  private static final Duration LONGEST_FLIGHT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(5);

  /** Longer than an interrupted start is looked for. */
  private static final Duration SETTLING = Duration.ofMinutes(3);

  private final RemoteCreation remote;
  private final Node node;
  private final Client client;
  private final Map<String, String> locations = new ConcurrentHashMap<>();

  private CreationKills(RemoteCreation remote, History history) {
    this.remote = remote;
    Path data = GatewayProcess.newData();
    node =
        new Node(
            history,
            () ->
                GatewayProcess.options()
                    .data(data)
                    .war(remote.war())
                    .set("metagov.outbound.calls-per-minute", "1000000")
                    .set("metagov.process.check-interval", "PT2S"));
    client = new Client(node, history, PATIENCE);
  }

  /** Kills the gateway {@code kills} times. */
  static CreationOutcome of(RemoteCreation remote, History history, int kills, long seed) {
    CreationKills run = new CreationKills(remote, history);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (run.node) {
      return run.all(threads, kills, new SplittableRandom(seed));
    } finally {
      threads.shutdownNow();
    }
  }

  private CreationOutcome all(ExecutorService threads, int kills, SplittableRandom random) {
    node.start();
    create();
    List<String> titles = new ArrayList<>();
    List<Future<?>> flights = new ArrayList<>();
    for (int kill = 0; kill < kills; kill++) {
      // Half of the kills meet a server that is done with what the one before has left.
      if (random.nextBoolean()) {
        flights.forEach(CreationKills::join);
      }
      int before = remote.asked();
      for (int i = 0; i < IN_FLIGHT; i++) {
        String title = "q" + titles.size();
        titles.add(title);
        flights.add(threads.submit(() -> start(title)));
      }
      // Half are timed by what the platform hears, the others by the clock.
      if (random.nextBoolean()) {
        awaitAsked(before + 1 + random.nextInt(IN_FLIGHT));
        Client.pause(Duration.ofMillis(random.nextInt(ASKED_MILLIS)));
      } else {
        Client.pause(Duration.ofMillis(random.nextInt(STARTED_MILLIS)));
      }
      node.end(Ending.KILLED);
      node.start();
    }
    flights.forEach(CreationKills::join);
    return outcome(titles);
  }

  private void create() {
    Reply reply =
        client
            .once(
                api ->
                    api.put(
                        "/api/internal/community/" + COMMUNITY,
                        "{\"plugins\":[{\"name\":\"%s\",\"config\":%s}]}"
                            .formatted(remote.plugin(), remote.config(COMMUNITY))))
            .orElseThrow();
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
  }

  private void start(String title) {
    client
        .until(
            new Asked(0, title, Operation.START, COMMUNITY, ""),
            api ->
                api.as(COMMUNITY)
                    .with("Idempotency-Key", title)
                    .post("/api/internal/process/" + remote.process(), remote.input(title)),
            reply -> reply.status() == 202)
        .ifPresent(reply -> locations.put(title, reply.header("Location").orElseThrow()));
  }

  private void awaitAsked(int times) {
    long end = System.nanoTime() + LONGEST_FLIGHT.toNanos();
    while (remote.asked() < times && System.nanoTime() - end < 0) {
      Client.pause(LOOK);
    }
  }

  private CreationOutcome outcome(List<String> titles) {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    List<Start> starts =
        titles.stream()
            .map(
                title -> {
                  Optional<JsonObject> process =
                      Optional.ofNullable(locations.get(title))
                          .map(location -> settled(location, deadline));
                  return new Start(title, remote.made(title), process);
                })
            .toList();
    return new CreationOutcome(starts, remote.asked(), CreationChecks.of(remote, starts));
  }

  private JsonObject settled(String location, long deadline) {
    while (true) {
      Optional<JsonObject> process =
          client
              .once(api -> api.get(location))
              .filter(reply -> reply.status() == 200)
              .map(Reply::json);
      boolean over = System.nanoTime() - deadline >= 0;
      if (process.isPresent() && (over || !process.get().getString("status").equals("created"))) {
        return process.get();
      }
      if (over) {
        throw new AssertionError(location + " cannot be seen");
      }
      Client.pause(Duration.ofMillis(200));
    }
  }

  private static void join(Future<?> flight) {
    try {
      flight.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
