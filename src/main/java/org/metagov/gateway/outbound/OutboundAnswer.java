package org.metagov.gateway.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformRequest.Reader;
import org.metagov.gateway.spi.PlatformResponse;

/** An answer whose head is there. Its status counts, whatever becomes of its body. */
final class OutboundAnswer {
  private static final String CODING = "Content-Encoding";

  /** More than a caller is shown: what is cut off here cannot be recognized as a secret there. */
  private static final int LONGEST_QUOTE = 2_000;

  private final Exchange exchange;
  private final PlatformResponse head;
  private final String coding;
  private final String place;
  private final Duration limit;

  /**
   * The answer to {@code exchange}.
   *
   * @param place who answers
   * @param limit how long the call may take in all
   */
  OutboundAnswer(Exchange exchange, String place, Duration limit) {
    this.exchange = exchange;
    head = exchange.head();
    coding = String.join(",", head.headers().getOrDefault(CODING, List.of()));
    this.place = place;
    this.limit = limit;
  }

  /** Returns status and headers. */
  PlatformResponse head() {
    return head;
  }

  /** Returns the failure that it is, as its status is none that was wanted. */
  PlatformException refusal(Optional<Duration> wait) {
    String line = beginning().strip().replaceAll("\\s+", " ");
    return failure(
        place + " answered " + head.status() + (line.isEmpty() ? "" : ": " + line), wait);
  }

  /** Returns the first characters of the body, or as many of them as arrive. */
  private String beginning() {
    ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    AnswerBody body = new AnswerBody(exchange.body(), coding, LONGEST_QUOTE);
    try {
      for (int next = body.read(); next >= 0; next = body.read()) {
        arrived.write(next);
      }
    } catch (IOException e) {
      // What did arrive is told.
      return arrived.toString(StandardCharsets.UTF_8);
    } finally {
      body.end();
    }
    return arrived.toString(StandardCharsets.UTF_8);
  }

  /**
   * Hands the answer to {@code reader}, and at most {@code most} bytes of its body.
   *
   * @throws PlatformException where the body does not come to its end within the limits
   */
  <T> T read(long most, Reader<T> reader) {
    AnswerBody body = new AnswerBody(exchange.body(), coding, most);
    try {
      return reader.read(plainHead(), body);
    } catch (IOException e) {
      throw cutOff(body, e).orElseGet(() -> broken(body));
    } catch (RuntimeException e) {
      // A parser between the stream and us may have wrapped the stream's exception.
      throw cutOff(body, e).map(RuntimeException.class::cast).orElse(e);
    } finally {
      body.end();
    }
  }

  /** Returns the head as it is of a body that is not coded any more. */
  private PlatformResponse plainHead() {
    if (coding.isEmpty()) {
      return head;
    }
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(head.headers());
    headers.remove(CODING);
    headers.remove("Content-Length");
    return new PlatformResponse(head.status(), headers, new byte[0]);
  }

  /** Returns the failure that it is to have reached a limit; empty where none was reached. */
  private Optional<PlatformException> cutOff(AnswerBody body, Exception cause) {
    if (exchange.isLate()) {
      return Optional.of(
          PlatformException.timedOut(place + " did not answer within " + limit, cause));
    }
    return body.isTooLarge()
        ? Optional.of(failure("The answer of " + place + " is too large"))
        : Optional.empty();
  }

  private PlatformException broken(AnswerBody body) {
    if (body.isUnknown()) {
      String name = coding.matches("[-\\w, ]{1,40}") ? coding : "of no known name";
      return failure(
          place + " answered in the content coding " + name + ", which was not asked for");
    }
    return failure(
        coding.isEmpty() || body.isBroken()
            ? "The connection to " + place + " failed behind the status " + head.status()
            : "The answer of " + place + " is not in the content coding that it names");
  }

  private PlatformException failure(String message) {
    return failure(message, Optional.empty());
  }

  private PlatformException failure(String message, Optional<Duration> wait) {
    return PlatformException.answered(message, head.status(), wait);
  }
}
