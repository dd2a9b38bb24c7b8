package org.metagov.gateway.loss;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.loss.Entry.Closed;
import org.metagov.gateway.loss.Entry.Created;
import org.metagov.gateway.loss.Entry.Reconfigured;
import org.metagov.gateway.loss.Entry.Voted;

/**
 * The platform of the tally plugin, with an address for each community. It makes as many polls as
 * it is asked to, under whatever key, and takes its time before and after.
 */
final class LossPlatform implements AutoCloseable {
  private static final int LONGEST_MILLIS = 40;

  private final History history;
  private final long seed;
  private final LossServer server = new LossServer(this::handle);
  private final Map<String, Poll> polls = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger made = new AtomicInteger();

  /** One of its polls. */
  private static final class Poll {
    private final String id;
    private final String key;
    private final String title;
    private int votes;
    private boolean closed;

    Poll(String id, String key, String title) {
      this.id = id;
      this.key = key;
      this.title = title;
    }

    synchronized String json() {
      return "{\"id\":\"%s\",\"closed\":%b,\"votes\":{\"yes\":%d}}".formatted(id, closed, votes);
    }
  }

  LossPlatform(History history, long seed) {
    this.history = history;
    this.seed = seed;
  }

  String url(String community) {
    return server.url("/" + community);
  }

  /** Returns the id of the poll with {@code title}, if there is one. */
  Optional<String> poll(String title) {
    return polls.values().stream()
        .filter(poll -> poll.title.equals(title))
        .map(poll -> poll.id)
        .findFirst();
  }

  /** Returns how many polls have {@code title}. */
  int polls(String title) {
    return (int) polls.values().stream().filter(poll -> poll.title.equals(title)).count();
  }

  /** Returns how often it was asked to make a poll, whether or not it has made it yet. */
  int asked() {
    return asked.get();
  }

  /** Casts a vote, unless the poll is closed. */
  boolean vote(String id) {
    Poll poll = polls.get(id);
    synchronized (poll) {
      if (poll.closed) {
        return false;
      }
      poll.votes++;
      history.add(at -> new Voted(at, id, poll.votes));
      return true;
    }
  }

  /** Closes a poll, as somebody on the platform might. */
  void close(String id) {
    close(polls.get(id));
  }

  private void close(Poll poll) {
    synchronized (poll) {
      if (!poll.closed) {
        poll.closed = true;
        history.add(at -> new Closed(at, poll.id, poll.votes));
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private void handle(HttpExchange exchange, String body) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String community = path[1];
    String answer =
        switch (path[2]) {
          case "polls" -> path.length == 3 ? polls(exchange, community, body) : poll(path);
          case "reconfigured" -> {
            history.add(at -> new Reconfigured(at, community));
            yield "{}";
          }
          case "initialized", "disabled" -> "{}";
          default -> "";
        };
    LossServer.send(exchange, answer.isEmpty() ? 404 : 200, answer);
  }

  private String polls(HttpExchange exchange, String community, String body) {
    if (exchange.getRequestMethod().equals("POST")) {
      return create(community, JsonText.parse(body).asJsonObject());
    }
    String query = exchange.getRequestURI().getQuery();
    return polls.values().stream()
        .filter(poll -> query.equals("key=" + poll.key))
        .map(Poll::json)
        .findFirst()
        .orElse("{}");
  }

  private String create(String community, JsonObject wanted) {
    asked.incrementAndGet();
    String title = wanted.getString("title");
    SplittableRandom random = new SplittableRandom(seed * 31 + title.hashCode());
    Client.pause(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
    Poll poll = new Poll("b" + made.incrementAndGet(), wanted.getString("key"), title);
    polls.put(poll.id, poll);
    history.add(at -> new Created(at, community, poll.id, poll.key, title));
    Client.pause(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
    return poll.json();
  }

  private String poll(String[] path) {
    Poll poll = polls.get(path[3]);
    if (poll == null) {
      return "";
    }
    if (path.length == 5) {
      close(poll);
    }
    return poll.json();
  }
}
