package org.metagov.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.metagov.gateway.json.JsonText;

/** A driver on this machine: it keeps what it is told, and answers as the test says. */
public final class FakeDriver implements AutoCloseable {
  /** It takes every message. */
  public static final Mood WELL = status(200);

  /** It takes the call, and never answers. */
  public static final Mood HANGING = status(0);

  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final Map<String, Mood> places = new ConcurrentHashMap<>();
  private final Map<Predicate<Message>, Mood> whims = new ConcurrentHashMap<>();
  private final int port;
  private volatile Consumer<Message> listener = message -> {};
  private FakeServer server;

  /** How it answers: a status, and names and values of headers in turn. */
  public record Mood(int status, List<String> headers) {}

  /** A message as it arrived, {@code at} by the nanosecond counter. */
  public record Message(String path, Map<String, List<String>> headers, String body, long at) {
    /** Returns the body as a JSON object. */
    public JsonObject json() {
      return JsonText.parse(body).asJsonObject();
    }

    /** Returns the first header {@code name}. */
    public Optional<String> header(String name) {
      return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    public String id() {
      return header("webhook-id").orElseThrow();
    }

    public String community() {
      return json().getString("community", "");
    }

    public int sequence() {
      return json().getInt("sequence");
    }
  }

  /** A driver that feels well. */
  public FakeDriver() {
    server = new FakeServer();
    port = server.port();
    server.on("/", this::handle);
  }

  /** Returns the mood in which it answers {@code status}. */
  public static Mood status(int status, String... headers) {
    return new Mood(status, List.of(headers));
  }

  /** Returns {@code http://127.0.0.1:<port>} with {@code path} after it. */
  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** Feels so about what comes to {@code path}. */
  public FakeDriver feel(String path, Mood mood) {
    places.put(path, mood);
    return this;
  }

  /** Feels so about some messages, wherever they come. */
  public FakeDriver feel(Predicate<Message> about, Mood mood) {
    whims.put(about, mood);
    return this;
  }

  /** Tells {@code other} of each message as it arrives. */
  public void tell(Consumer<Message> other) {
    listener = other;
  }

  /** Feels well about every message. */
  public void cheerUp() {
    whims.clear();
    places.clear();
  }

  /** Is not there any more. */
  public void leave() {
    server.close();
  }

  /** Is there again, at the same address. */
  public void comeBack() {
    server = new FakeServer(port);
    server.on("/", this::handle);
  }

  /** Returns every message at every attempt, in the order of their arrival. */
  public List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Returns what came to {@code path}. */
  public List<Message> messages(String path) {
    return messages.stream().filter(m -> m.path().equals(path)).toList();
  }

  /** Returns the numbers of the events of {@code community} at {@code path}, as they arrived. */
  public List<Integer> sequences(String path, String community) {
    return numbers(messages(path), community);
  }

  /** Returns the numbers of those of {@code messages} that are events of {@code community}. */
  public static List<Integer> numbers(List<Message> messages, String community) {
    return messages.stream()
        .filter(m -> m.community().equals(community))
        .map(Message::sequence)
        .toList();
  }

  /** Returns the first arrival of each message. */
  public static List<Message> once(List<Message> messages) {
    Map<String, Message> first = new LinkedHashMap<>();
    messages.forEach(m -> first.putIfAbsent(m.id(), m));
    return List.copyOf(first.values());
  }

  @Override
  public void close() {
    server.close();
  }

  private void handle(HttpExchange exchange, FakeServer.Request request) throws IOException {
    Message message =
        new Message(request.target(), request.headers(), request.body(), System.nanoTime());
    messages.add(message);
    listener.accept(message);
    Mood mood = mood(message);
    if (mood.status() == 0) {
      server.untilClosed();
    } else {
      FakeServer.send(exchange, mood.status(), "{}", mood.headers().toArray(String[]::new));
    }
  }

  private Mood mood(Message message) {
    return whims.entrySet().stream()
        .filter(whim -> whim.getKey().test(message))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> places.getOrDefault(message.path(), WELL));
  }
}
