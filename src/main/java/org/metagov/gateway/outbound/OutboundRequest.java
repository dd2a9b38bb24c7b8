package org.metagov.gateway.outbound;

import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformMovedException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;

/** One call to a platform. No message of its failures has a query string or a header in it. */
final class OutboundRequest implements PlatformRequest {
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** More than a caller is shown: what is cut off here cannot be recognized as a secret there. */
  private static final int LONGEST_QUOTE = 2_000;

  private final HttpClient client;
  private final OutboundHttp.Limits limits;
  private final Calls calls;
  private final String method;
  private final HttpUrl uri;
  private final boolean follows;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Set<Integer> accepted = new TreeSet<>();
  private BodyPublisher body = BodyPublishers.noBody();

  OutboundRequest(
      HttpClient client,
      OutboundHttp.Limits limits,
      Calls calls,
      String method,
      HttpUrl uri,
      boolean follows) {
    this.client = client;
    this.limits = limits;
    this.calls = calls;
    this.method = method;
    this.uri = uri;
    this.follows = follows;
  }

  @Override
  public PlatformRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  @Override
  public PlatformRequest json(JsonValue value) {
    body = BodyPublishers.ofString(JsonText.write(value));
    return header("Content-Type", "application/json");
  }

  @Override
  public PlatformRequest form(Map<String, List<String>> fields) {
    List<String> pairs = new ArrayList<>();
    fields.forEach(
        (name, values) -> values.forEach(value -> pairs.add(encode(name) + "=" + encode(value))));
    body = BodyPublishers.ofString(String.join("&", pairs));
    return header("Content-Type", "application/x-www-form-urlencoded");
  }

  @Override
  public PlatformRequest accept(int... statuses) {
    for (int status : statuses) {
      accepted.add(status);
    }
    return this;
  }

  @Override
  public PlatformResponse send() {
    return call(
        limits.kept(),
        (head, in) -> new PlatformResponse(head.status(), head.headers(), in.readAllBytes()));
  }

  @Override
  public <T> T stream(Reader<T> reader) {
    return call(limits.streamed(), reader);
  }

  private <T> T call(long most, Reader<T> reader) {
    long deadline = System.nanoTime() + limits.total().toNanos();
    HttpUrl target = uri;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      calls.take();
      HttpResponse<InputStream> response = open(target, remaining(deadline));
      try (LimitedStream in = new LimitedStream(response.body(), most, remaining(deadline))) {
        PlatformResponse head =
            new PlatformResponse(response.statusCode(), response.headers().map(), new byte[0]);
        // Also where the plugin takes the status for an answer, or the body does not arrive.
        Optional<Duration> wait = calls.heed(head);
        HttpUrl next = redirection(head, target);
        if (next == null) {
          return read(head, in, target, wait, reader);
        }
        target = next;
      }
    }
    throw new PlatformException(uri.place() + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private HttpResponse<InputStream> open(HttpUrl target, Duration left) {
    CompletableFuture<HttpResponse<InputStream>> answer = null;
    try {
      answer = client.sendAsync(build(target, left), HttpResponse.BodyHandlers.ofInputStream());
      return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      answer.cancel(true);
      throw timedOut(target, e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw failed(target, e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PlatformException("The call to " + target.place() + " was interrupted", e);
    } catch (IllegalArgumentException e) {
      throw new PlatformException("The call to " + target.place() + " cannot be made", e);
    }
  }

  private HttpRequest build(HttpUrl target, Duration left) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target.text())).method(method, body).timeout(left);
    request.setHeader("User-Agent", "metagov-gateway");
    headers.forEach(request::setHeader);
    return request.build();
  }

  private <T> T read(
      PlatformResponse head,
      LimitedStream in,
      HttpUrl target,
      Optional<Duration> wait,
      Reader<T> reader) {
    try {
      if (head.status() / 100 == 2 || accepted.contains(head.status())) {
        return reader.read(head, in);
      }
      String text =
          new String(
              in.readNBytes((int) Math.min(LONGEST_QUOTE, limits.kept())), StandardCharsets.UTF_8);
      throw PlatformException.answered(
          target.place() + " answered " + head.status() + quote(text), head.status(), wait);
    } catch (IOException e) {
      throw cutOff(in, target, e).orElseGet(() -> failed(target, e));
    } catch (RuntimeException e) {
      // A parser between the stream and us may have wrapped the stream's exception.
      throw cutOff(in, target, e).map(RuntimeException.class::cast).orElse(e);
    }
  }

  /** Returns the failure that it is to have reached a limit; empty where none was reached. */
  private Optional<PlatformException> cutOff(LimitedStream in, HttpUrl target, Exception cause) {
    if (in.isLate()) {
      return Optional.of(timedOut(target, cause));
    }
    return in.isTooLarge()
        ? Optional.of(
            new PlatformException("The answer of " + target.place() + " is too large", cause))
        : Optional.empty();
  }

  /**
   * Returns where to ask next; null where the answer is no redirect, or one that the plugin takes.
   *
   * @throws PlatformMovedException where it leads to where nobody goes
   */
  private HttpUrl redirection(PlatformResponse head, HttpUrl from) {
    Optional<String> location = head.header("Location");
    if (!REDIRECTS.contains(head.status())
        || accepted.contains(head.status())
        || location.isEmpty()) {
      return null;
    }
    HttpUrl next;
    try {
      next = from.resolve(location.get());
    } catch (IllegalArgumentException e) {
      throw PlatformException.answered(
          from.place() + " answered " + head.status() + " and leads to what is no URL to call",
          head.status(),
          Optional.empty());
    }
    boolean stays = next.origin().equals(from.origin());
    if (follows && stays) {
      return next;
    }
    String place = stays ? next.page() : next.origin();
    throw new PlatformMovedException(
        from.place() + " answered " + head.status() + ": it leads to " + place,
        head.status(),
        place);
  }

  private PlatformException timedOut(HttpUrl target, Throwable cause) {
    return PlatformException.timedOut(
        target.place() + " did not answer within " + limits.total(), cause);
  }

  private PlatformException failed(HttpUrl target, Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return timedOut(target, cause);
    }
    if (cause instanceof ConnectException) {
      return new PlatformException("Cannot connect to " + target.place(), cause);
    }
    return new PlatformException("The connection to " + target.place() + " failed", cause);
  }

  private static Duration remaining(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  private static String quote(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.isEmpty() ? "" : ": " + line;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
