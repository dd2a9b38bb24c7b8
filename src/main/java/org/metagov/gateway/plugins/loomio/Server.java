package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Set;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/** Where Loomio is, and what it means when it says no. */
final class Server {
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  private static final int UNAUTHORIZED = 401;
  private static final int GONE = 410;

  /** The statuses with which Loomio refuses what it was asked, for good. */
  static final int[] REFUSALS = {BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, GONE, 422};

  private static final URI LOOMIO = URI.create("https://www.loomio.com");

  /** What stands in a refusal of Loomio's own: today, before 3.1.1, and of a record's own. */
  private static final Set<String> MARKS = Set.of("error", "exception", "errors");

  private static final int LONGEST_TEXT = 2_000;

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
    requireNoWait(answer);
    if (answer.status() / 100 != 2) {
      throw refused(answer, what);
    }
    JsonPart accepted = part(answer);
    // Loomio of 2021 also says 200 when it refuses.
    if (accepted.has("errors")) {
      throw new InvalidParameterException(
          "Loomio refuses " + what + ": " + cut(accepted.object().get("errors").toString()));
    }
    return accepted;
  }

  /** Returns what to tell whoever has asked for {@code what}, which Loomio refuses. */
  static RuntimeException refused(PlatformResponse answer, String what) {
    return isLoomios(answer)
        ? new InvalidParameterException("Loomio refuses " + what + ": " + told(answer))
        : strange(answer, what);
  }

  /**
   * Returns {@code answer} about something that was there once.
   *
   * @throws PlatformException where it is not there any more, or the key is not taken any more:
   *     Loomio says 403 for a wrong key, for what is deleted and for what the user may not see, and
   *     404 for what never was ({@code Api::V1::SnorlaxBase}). What stays so is gone
   */
  static JsonPart there(PlatformResponse answer, String what) {
    requireNoWait(answer);
    if (answer.status() / 100 != 2) {
      throw isLoomios(answer)
          ? PlatformException.gone("Loomio does not show " + what + ": " + told(answer))
          : strange(answer, what);
    }
    return part(answer);
  }

  /** Returns whether Loomio itself has refused: what stands before it does so in HTML, or else. */
  static boolean isLoomios(PlatformResponse answer) {
    try {
      return answer.status() != UNAUTHORIZED
          && answer.json() instanceof JsonObject told
          && told.keySet().stream().anyMatch(MARKS::contains);
    } catch (PlatformException e) {
      return false;
    }
  }

  /** Returns the status and the text of {@code answer}, for people to read. */
  static String told(PlatformResponse answer) {
    return answer.status() + " " + cut(answer.text().strip().replaceAll("\\s+", " "));
  }

  /** A refusal that passes is none. */
  static void requireNoWait(PlatformResponse answer) {
    if (answer.status() / 100 != 2 && answer.header("Retry-After").isPresent()) {
      throw new PlatformException("Loomio asks to come back later: " + told(answer));
    }
  }

  private static PlatformException strange(PlatformResponse answer, String what) {
    return new PlatformException(
        "What has answered for " + what + " is not Loomio: " + told(answer));
  }

  /** The gateway cuts it further, once it has blacked out secrets: none may be cut apart here. */
  private static String cut(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }
}
