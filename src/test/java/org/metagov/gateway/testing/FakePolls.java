package org.metagov.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.metagov.gateway.json.JsonText;

/** A platform with polls, as the tally plugin of the tests knows it. */
public final class FakePolls implements AutoCloseable {
  /** How long it wants to be left alone when it is full. */
  public static final Duration FULL_FOR = Duration.ofHours(2);

  /** What it says when it babbles, as it stands in its JSON. */
  public static final String BABBLE = "\\u0000\\ud83d oh \\udc9a" + "no ".repeat(300_000);

  private final FakeServer server = new FakeServer();
  private final Map<String, Poll> polls = new ConcurrentHashMap<>();
  private final AtomicInteger closings = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final List<String> news = new CopyOnWriteArrayList<>();
  private volatile Mood mood = Mood.WELL;
  private volatile String option = "yes";
  private volatile CountDownLatch closing = new CountDownLatch(0);

  /** How the platform feels. */
  public enum Mood {
    WELL,
    /** It does what it is asked to, and does not say so. */
    MUTE,
    /** It does nothing and says nothing. */
    DEAD,
    /** It refuses what it is asked. */
    STERN,
    /** It knows of no poll any more. */
    FORGETFUL,
    /** The same, in words of its own. */
    SECRETIVE,
    /** It fails, in words that not every database can keep: {@link #BABBLE}. */
    BABBLING,
    /** It has been asked too often. */
    FULL,
    /** It fails, in words that no database takes as they are. */
    GARBLED,
    /** It answers what the plugin breaks at. */
    BREAKING,
    /** It answers what the plugin makes something of that cannot be written down. */
    ODD
  }

  /** One of its polls. */
  private final class Poll {
    private final String id;
    private final String key;
    private final AtomicInteger votes = new AtomicInteger();
    private volatile boolean closed;
    private volatile Optional<Instant> end = Optional.empty();

    Poll(String id, String key) {
      this.id = id;
      this.key = key;
    }

    String json() {
      return "{\"id\":\"%s\",\"closed\":%b,\"votes\":{\"%s\":%d}%s}"
          .formatted(
              id,
              closed,
              option,
              votes.get(),
              end.map(at -> ",\"ends_at\":\"" + at + "\"").orElse(""));
    }
  }

  /** A platform that feels well and has no polls. */
  public FakePolls() {
    server.answer("/initialized", 200, "{}").answer("/disabled", 200, "{}");
    server.on("/polls", this::handle).on("/news", this::news);
  }

  public String url() {
    return server.url("");
  }

  public List<FakeServer.Request> requests() {
    return server.requests();
  }

  /** Returns how often it was asked for what begins with {@code path}. */
  public long asked(String path) {
    return requests().stream().filter(request -> request.target().startsWith(path)).count();
  }

  public void feel(Mood now) {
    mood = now;
  }

  /** Has news of {@code type} to tell. */
  public void post(String type) {
    synchronized (news) {
      int number = news.size() + 1;
      news.add(
          "{\"number\":%d,\"type\":\"%s\",\"text\":\"news %d\"}".formatted(number, type, number));
    }
  }

  /** Calls the one option of every poll {@code name}, as it stands in JSON. */
  public void call(String name) {
    option = name;
  }

  /** Casts a vote in every poll. */
  public void vote() {
    polls.values().forEach(poll -> poll.votes.incrementAndGet());
  }

  /** Returns the votes cast in all polls. */
  public int votes() {
    return polls.values().stream().mapToInt(poll -> poll.votes.get()).sum();
  }

  /** Closes every poll, as somebody on the platform might. */
  public void closeAll() {
    polls.values().forEach(poll -> poll.closed = true);
  }

  /** Answers nobody who closes a poll until what is returned is run. */
  public Runnable holdClosings() {
    CountDownLatch held = new CountDownLatch(1);
    closing = held;
    return held::countDown;
  }

  /** Says of every poll that it ends at {@code end}, and leaves it open all the same. */
  public void announceEnd(Instant end) {
    polls.values().forEach(poll -> poll.end = Optional.of(end));
  }

  public int count() {
    return polls.size();
  }

  /** Returns how often it has refused what it was asked. */
  public int refusals() {
    return refusals.get();
  }

  /** Returns how often it was asked to close a poll. */
  public int closings() {
    return closings.get();
  }

  @Override
  public void close() {
    server.close();
  }

  private static void babble(HttpExchange exchange) throws IOException {
    FakeServer.send(exchange, 200, "{\"fault\":\"" + BABBLE + "\"}");
  }

  private void news(HttpExchange exchange) throws IOException {
    if (mood == Mood.BABBLING) {
      babble(exchange);
      return;
    }
    if (mood == Mood.DEAD) {
      server.untilClosed();
      return;
    }
    String after = exchange.getRequestURI().getQuery().substring("after=".length());
    List<String> all = List.copyOf(news);
    FakeServer.send(
        exchange,
        200,
        "{\"news\":[" + String.join(",", all.subList(Integer.parseInt(after), all.size())) + "]}");
  }

  private void handle(HttpExchange exchange, FakeServer.Request request) throws IOException {
    String answer = mood == Mood.WELL || mood == Mood.MUTE ? answer(exchange, request) : null;
    switch (mood) {
      case STERN -> {
        refusals.incrementAndGet();
        FakeServer.send(exchange, 422, "{\"error\":\"no\"}");
      }
      case FORGETFUL -> FakeServer.send(exchange, 404, "{}");
      case SECRETIVE -> FakeServer.send(exchange, 200, "{\"error\":\"no such poll\"}");
      case BABBLING -> babble(exchange);
      case FULL -> FakeServer.send(exchange, 429, "", "Retry-After", "" + FULL_FOR.toSeconds());
      case GARBLED -> FakeServer.send(exchange, 500, "a bad \0 thing");
      case BREAKING -> FakeServer.send(exchange, 200, "{\"breaks\":true}");
      case ODD -> FakeServer.send(exchange, 200, "{\"odd\":true}");
      case MUTE, DEAD -> server.untilClosed();
      case WELL ->
          FakeServer.send(exchange, answer == null ? 404 : 200, answer == null ? "{}" : answer);
    }
  }

  private void awaitLeave() {
    try {
      if (!closing.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody has let it go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String answer(HttpExchange exchange, FakeServer.Request request) {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    if (path.equals("/polls") && exchange.getRequestMethod().equals("POST")) {
      JsonObject asked = JsonText.parse(request.body()).asJsonObject();
      Poll poll = new Poll("p" + (polls.size() + 1), asked.getString("key"));
      polls.put(poll.id, poll);
      return poll.json();
    }
    if (path.equals("/polls")) {
      return polls.values().stream()
          .filter(poll -> query.equals("key=" + poll.key))
          .map(Poll::json)
          .findFirst()
          .orElse("{}");
    }
    Poll poll = polls.get(path.substring("/polls/".length()).replace("/close", ""));
    if (poll != null && path.endsWith("/close")) {
      closings.incrementAndGet();
      poll.closed = true;
      awaitLeave();
    }
    return poll == null ? null : poll.json();
  }
}
