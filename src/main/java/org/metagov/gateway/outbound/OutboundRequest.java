package org.metagov.gateway.outbound;

import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.outbound.CallFailed.Why;
import org.metagov.gateway.spi.FormPart;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformMovedException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;

/** One call to a platform. No message of its failures has a query string or a header in it. */
final class OutboundRequest implements PlatformRequest {
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final OutboundClient client;
  private final OutboundHttp.Limits limits;
  private final Calls calls;
  private final String method;
  private final HttpUrl url;
  private final boolean follows;
  private final RequestHeaders headers;
  private final Set<Integer> accepted = new TreeSet<>();
  private Optional<byte[]> body = Optional.empty();
  private Optional<Bucket> bucket = Optional.empty();
  private Function<PlatformResponse, Optional<Duration>> wait = answer -> Optional.empty();

  OutboundRequest(
      OutboundClient client,
      OutboundHttp.Limits limits,
      Calls calls,
      String method,
      HttpUrl url,
      boolean follows) {
    this.client = client;
    this.limits = limits;
    this.calls = calls;
    this.method = method;
    this.url = url;
    this.follows = follows;
    headers = new RequestHeaders(calls::memberIn);
  }

  @Override
  public PlatformRequest header(String name, String value) {
    headers.set(name, value);
    return this;
  }

  @Override
  public PlatformRequest json(JsonValue value) {
    if (!JsonText.keepable(value).equals(value)) {
      throw RequestHeaders.halfACharacter();
    }
    return body("application/json", RequestHeaders.utf8(JsonText.write(value)));
  }

  @Override
  public PlatformRequest form(Map<String, List<String>> fields) {
    List<String> pairs = new ArrayList<>();
    fields.forEach(
        (name, values) -> values.forEach(value -> pairs.add(encode(name) + "=" + encode(value))));
    return body("application/x-www-form-urlencoded", RequestHeaders.utf8(String.join("&", pairs)));
  }

  @Override
  public PlatformRequest multipart(List<FormPart> parts) {
    MultipartBody form = new MultipartBody(parts);
    return body(form.contentType(), form.bytes());
  }

  @Override
  public PlatformRequest body(String contentType, byte[] bytes) {
    if (bytes.length > limits.sent()) {
      throw new InvalidParameterException(
          "The request to the platform would have %d bytes, and may have %d"
              .formatted(bytes.length, limits.sent()));
    }
    body = Optional.of(bytes.clone());
    return header("Content-Type", contentType);
  }

  @Override
  public PlatformRequest bucket(String route, String subject) {
    bucket = Optional.of(new Bucket(route, subject));
    return this;
  }

  @Override
  public PlatformRequest leaveAlone(Function<PlatformResponse, Optional<Duration>> asked) {
    wait = asked;
    return this;
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
    PlatformResponse answer =
        call(
            limits.kept(),
            (head, in) -> new PlatformResponse(head.status(), head.headers(), in.readAllBytes()));
    wait.apply(answer).ifPresent(calls::leaveAlone);
    return answer;
  }

  @Override
  public <T> T stream(Reader<T> reader) {
    return call(limits.streamed(), reader);
  }

  private <T> T call(long most, Reader<T> reader) {
    long deadline = System.nanoTime() + limits.total().toNanos();
    HttpUrl target = url;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      calls.take(bucket);
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      long began = System.nanoTime();
      try (Exchange exchange = client.send(request(target), target, left)) {
        calls.heard(CallMeter.of(exchange.status()), System.nanoTime() - began);
        OutboundAnswer answer = new OutboundAnswer(exchange, url.place(), limits.total());
        // Also where the plugin takes the status for an answer, or the body does not arrive.
        Optional<Duration> wait = calls.heed(answer.head(), bucket);
        Optional<HttpUrl> next = redirection(answer.head(), target);
        if (next.isEmpty()) {
          if (!isWanted(answer.head().status())) {
            throw answer.refusal(wait);
          }
          return answer.read(most, reader);
        }
        exchange.drain();
        target = next.get();
      } catch (CallFailed e) {
        calls.heard(e.why().wireName(), System.nanoTime() - began);
        throw failed(e);
      }
    }
    throw new PlatformException(url.place() + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private boolean isWanted(int status) {
    return status / 100 == 2 || accepted.contains(status);
  }

  private PlatformException failed(CallFailed e) {
    String told = e.told(url.place(), limits.total());
    return e.why() == Why.LATE
        ? PlatformException.timedOut(told, e)
        : new PlatformException(told, e);
  }

  private HttpUriRequestBase request(HttpUrl target) {
    HttpUriRequestBase request = OutboundClient.request(method, target);
    headers.addTo(request);
    request.setHeader(Trace.HEADER, CurrentTrace.get().parent());
    body.ifPresent(bytes -> request.setEntity(new ByteArrayEntity(bytes, null)));
    return request;
  }

  /**
   * Returns where to ask next; empty where the answer is no redirect, or one that the plugin takes.
   *
   * @throws PlatformMovedException where it leads to where nobody goes
   */
  private Optional<HttpUrl> redirection(PlatformResponse head, HttpUrl from) {
    Optional<String> location = head.header("Location");
    if (!REDIRECTS.contains(head.status())
        || accepted.contains(head.status())
        || location.isEmpty()) {
      return Optional.empty();
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
      return Optional.of(next);
    }
    String place = stays ? next.page() : next.origin();
    throw new PlatformMovedException(
        from.place() + " answered " + head.status() + ": it leads to " + place,
        head.status(),
        place);
  }

  private static String encode(String text) {
    // Half of a character would be sent as a question mark.
    return URLEncoder.encode(
        new String(RequestHeaders.utf8(text), StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
