package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Refusals;
import org.metagov.gateway.spi.Refusals.Refusal;

/** Where Loomio is, and what it means when it says no. */
final class Server {
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  private static final int UNAUTHORIZED = 401;
  private static final int GONE = 410;
  private static final int UNPROCESSABLE = 422;

  private static final URI LOOMIO = URI.create("https://www.loomio.com");

  /** What stands in a refusal of Loomio's own: today, before 3.1.1, and of a record's own. */
  private static final Set<String> MARKS = Set.of("error", "exception", "errors");

  /**
   * What was there once is gone where Loomio says 403, for a wrong key, for what is deleted and for
   * what the user may not see, or 404 for what never was ({@code Api::V1::SnorlaxBase}).
   */
  private static final Refusals READING =
      Refusals.of("Loomio", Server::refusal).gone(BAD_REQUEST, UNPROCESSABLE);

  /** Loomio of 2021 also says 200 when it refuses. */
  private static final Refusals ASKING =
      Refusals.of("Loomio", answer -> refusal(answer).or(() -> errors(answer)))
          .otherwise(UNPROCESSABLE)
          .caller(BAD_REQUEST, FORBIDDEN, NOT_FOUND, GONE, UNPROCESSABLE);

  private Server() {}

  /** Returns an answer as a whole. */
  static JsonPart part(PlatformResponse answer) {
    return JsonPart.of("Loomio's answer", answer.jsonObject());
  }

  /** Returns the address, without a slash at its end. */
  static String url(PluginInstance<?> loomio) {
    return loomio.serverUrl().orElse(LOOMIO).toString();
  }

  /**
   * Returns {@code answer}, if Loomio does what it was asked.
   *
   * @param what was asked for, such as {@code the poll}
   * @throws InvalidParameterException with Loomio's own words, where it refuses
   */
  static JsonPart accepted(PlatformResponse answer, String what) {
    return part(ASKING.require(answer, what));
  }

  /** Returns {@code answer} about something that was there once; what stays refused is gone. */
  static JsonPart there(PlatformResponse answer, String what) {
    return part(READING.require(answer, what));
  }

  /** Returns whether Loomio itself has refused: what stands before it does so in HTML, or else. */
  static boolean isLoomios(PlatformResponse answer) {
    return READING.find(answer).isPresent();
  }

  /** Returns the status and the text of {@code answer}, for people to read. */
  static String told(PlatformResponse answer) {
    return answer.status() + " " + answer.text();
  }

  /** A refusal that passes is none. */
  static void requireNoWait(PlatformResponse answer) {
    if (answer.status() / 100 != 2 && answer.header("Retry-After").isPresent()) {
      throw READING.exception(answer, "the key");
    }
  }

  private static Optional<Refusal> refusal(PlatformResponse answer) {
    return answer.status() / 100 != 2
            && answer.status() != UNAUTHORIZED
            && answer.json() instanceof JsonObject told
            && told.keySet().stream().anyMatch(MARKS::contains)
        ? Optional.of(new Refusal("", told(answer)))
        : Optional.empty();
  }

  private static Optional<Refusal> errors(PlatformResponse answer) {
    return answer.status() / 100 == 2 && part(answer).has("errors")
        ? Optional.of(new Refusal("", part(answer).at("errors").value().toString()))
        : Optional.empty();
  }
}
