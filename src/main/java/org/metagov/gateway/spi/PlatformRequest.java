package org.metagov.gateway.spi;

import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request to a platform, filled step by step and then sent. Its body has at most {@code
 * metagov.outbound.max-request} bytes; more is an {@link InvalidParameterException}.
 */
public interface PlatformRequest {
  /** Sets a header. */
  PlatformRequest header(String name, String value);

  /** Sends {@code body} as {@code application/json}. */
  PlatformRequest json(JsonValue body);

  /** Sends {@code fields} as {@code application/x-www-form-urlencoded}. */
  PlatformRequest form(Map<String, List<String>> fields);

  /** Sends {@code parts}, which may be files, as {@code multipart/form-data}. */
  PlatformRequest multipart(List<FormPart> parts);

  /** Sends {@code bytes} as they are, as {@code contentType}. */
  PlatformRequest body(String contentType, byte[] bytes);

  /**
   * Names the calls that the platform counts together with this one: its route, method or resource.
   * What the platform says of its limits ({@code X-RateLimit-Remaining}, {@code 429}) then holds
   * for those, and not for all calls with the same credential, unless it says so itself. A call of
   * which there is none left is not sent.
   *
   * @param route such as {@code PATCH /channels/{}/messages/{}}; few, as no ids are in it
   * @param subject what the platform counts apart on the route, such as a channel; empty: nothing
   */
  default PlatformRequest bucket(String route, String subject) {
    return this;
  }

  /**
   * Says how long the platform wants to be left alone, where no header of its answer does: by a
   * text in the body, say. All calls with the same credential then wait, as they do after a {@code
   * Retry-After}. It holds for {@link #send()}.
   *
   * @param wait what an answer asks for; empty: nothing
   */
  default PlatformRequest leaveAlone(Function<PlatformResponse, Optional<Duration>> wait) {
    return this;
  }

  /** Takes an answer with one of {@code statuses} as an answer, not as a failure, besides 2xx. */
  PlatformRequest accept(int... statuses);

  /**
   * Sends the request and returns the answer, whole.
   *
   * @throws PlatformException on any other status, a time-out, a lost connection, or an answer over
   *     {@code metagov.outbound.max-response}
   */
  PlatformResponse send();

  /**
   * Sends the request and returns the answer, if it is no refusal; what a refusal means is {@code
   * refusals}' to say.
   *
   * @param what is asked for, for people, such as {@code the poll 7}
   * @throws InvalidParameterException where whoever has asked for it is wrong
   * @throws PlatformException for every other refusal, and as {@link #send()}
   */
  default PlatformResponse send(Refusals refusals, String what) {
    return refusals.require(accept(Refusals.statuses()).send(), what);
  }

  /**
   * Sends the request and hands the answer to {@code reader} as it arrives: for answers too large
   * to keep. The limits are the time-out and {@code metagov.outbound.max-stream}.
   *
   * @throws PlatformException as {@link #send()}, and where {@code reader} throws {@code
   *     IOException}
   */
  <T> T stream(Reader<T> reader);

  /** Makes something of an answer while it arrives. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads {@code body}; {@code head} is the answer without a body. */
    T read(PlatformResponse head, InputStream body) throws IOException;
  }
}
