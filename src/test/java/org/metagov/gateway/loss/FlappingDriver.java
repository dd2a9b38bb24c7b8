package org.metagov.gateway.loss;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.loss.Entry.Answer;
import org.metagov.gateway.loss.Entry.Answered;
import org.metagov.gateway.loss.Entry.Arrived;
import org.metagov.gateway.loss.Entry.Channel;

/**
 * A driver that takes events and callbacks, and some of them amiss when they come for the first
 * time.
 */
final class FlappingDriver implements AutoCloseable {
  /** What messages are signed with. */
  static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  private static final String CALLBACKS = "/callbacks/";
  private static final Duration HANG = LossOptions.TIMEOUT.plusSeconds(1);

  private final History history;
  private final Map<String, Mood> moods;
  private final LossServer server = new LossServer(this::handle);
  private final AtomicLong number = new AtomicLong();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final Set<String> turnedDown = ConcurrentHashMap.newKeySet();

  FlappingDriver(History history, Map<String, Mood> moods) {
    this.history = history;
    this.moods = moods;
  }

  String events() {
    return server.url("/events");
  }

  String callbacks(String op) {
    return server.url(CALLBACKS + op);
  }

  /** Returns how many events, or ends of processes, it has taken. */
  int count(Channel channel) {
    return channel == Channel.EVENT ? taken.size() : ended.size();
  }

  /** Returns the processes whose callbacks it has stopped by 410. */
  Set<String> stoppedCallbacks() {
    return turnedDown;
  }

  @Override
  public void close() {
    server.close();
  }

  private void handle(HttpExchange exchange, String body) throws IOException {
    Arrived message = message(exchange, body);
    history.add(
        at ->
            new Arrived(
                at,
                message.number(),
                message.channel(),
                message.id(),
                message.about(),
                message.sequence(),
                message.previous(),
                message.signed(),
                body));
    Mood mood = seen.add(message.id()) ? moods.get(subject(message)) : null;
    Answer answer = answer(mood);
    if (answer.isTaken()) {
      take(message);
    } else if (mood == Mood.GONE && message.channel() == Channel.CALLBACK) {
      turnedDown.add(message.about());
    }
    history.add(at -> new Answered(at, message.number(), answer));
    reply(exchange, mood);
  }

  private static Answer answer(Mood mood) {
    if (mood == null) {
      return Answer.TAKEN;
    }
    return switch (mood) {
      case HANG -> Answer.HUNG;
      case CUT -> Answer.CUT;
      default -> Answer.REFUSED;
    };
  }

  private static void reply(HttpExchange exchange, Mood mood) throws IOException {
    if (mood == null) {
      LossServer.send(exchange, 200, "");
    } else if (mood == Mood.HANG) {
      Client.pause(HANG);
    } else if (mood != Mood.CUT) {
      Headers headers = exchange.getResponseHeaders();
      if (mood == Mood.BUSY) {
        headers.set("Retry-After", "1");
      } else if (mood == Mood.REDIRECT) {
        headers.set("Location", "/events");
      }
      LossServer.send(exchange, mood.status(), "");
    }
  }

  private void take(Arrived message) {
    if (message.channel() == Channel.EVENT) {
      taken.add(message.id());
      return;
    }
    turnedDown.remove(message.about());
    if (JsonText.parse(message.body()).asJsonObject().getString("status").equals("completed")) {
      ended.add(message.about());
    }
  }

  private Arrived message(HttpExchange exchange, String body) {
    Headers headers = exchange.getRequestHeaders();
    String path = exchange.getRequestURI().getPath();
    boolean callback = path.startsWith(CALLBACKS);
    String id = headers.getFirst("webhook-id");
    JsonObject json = JsonText.parse(body).asJsonObject();
    String previous = headers.getFirst("metagov-previous");
    return new Arrived(
        0,
        number.incrementAndGet(),
        callback ? Channel.CALLBACK : Channel.EVENT,
        id,
        callback ? path.substring(CALLBACKS.length()) : json.getString("community"),
        callback ? Long.parseLong(id.substring(id.lastIndexOf('_') + 1)) : json.getInt("sequence"),
        previous == null ? -1 : Long.parseLong(previous),
        isSigned(headers, body),
        body);
  }

  /** Returns what the plan knows {@code message} by. */
  private static String subject(Arrived message) {
    return message.channel() == Channel.CALLBACK
        ? message.about() + "/" + message.sequence()
        : JsonText.parse(message.body()).asJsonObject().getJsonObject("data").getString("text", "");
  }

  private static boolean isSigned(Headers headers, String body) {
    HashMap<String, List<String>> lower = new HashMap<>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
    try {
      new Webhook(SECRET).verify(body, lower);
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    } catch (Exception e) { // What the library's method declares.
      throw new IllegalStateException(e);
    }
  }
}
