package org.metagov.gateway.plugins.loomio;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/** Where Loomio is, and what it means when it says no. */
final class Server {
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;

  /** The statuses with which Loomio refuses what it was asked, for good. */
  static final int[] REFUSALS = {400, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, 422};

  private static final URI LOOMIO = URI.create("https://www.loomio.com");
  private static final Set<Integer> GONE = Set.of(UNAUTHORIZED, FORBIDDEN, NOT_FOUND);
  private static final int LONGEST_TEXT = 300;

  private Server() {}

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
  static Part accepted(PlatformResponse answer, String what) {
    requireNoWait(answer);
    if (answer.status() / 100 != 2) {
      throw new InvalidParameterException("Loomio refuses " + what + ": " + told(answer));
    }
    Part accepted = Part.of(answer);
    // Loomio of 2021 also says 200 when it refuses.
    if (accepted.has("errors")) {
      throw new InvalidParameterException(
          "Loomio refuses " + what + ": " + cut(accepted.json().get("errors").toString()));
    }
    return accepted;
  }

  /**
   * Returns {@code answer} about something that was there once.
   *
   * @throws PlatformException where it is not there any more, or the key is not taken any more.
   *     Loomio says 403 for both, which is told as 401: what stays so is gone
   */
  static Part there(PlatformResponse answer, String what) {
    requireNoWait(answer);
    if (GONE.contains(answer.status())) {
      int status = answer.status() == FORBIDDEN ? UNAUTHORIZED : answer.status();
      throw PlatformException.answered(
          "Loomio does not show " + what + ": " + told(answer), status, Optional.empty());
    }
    return Part.of(answer);
  }

  /** Returns the status and the text of {@code answer}, for people to read. */
  static String told(PlatformResponse answer) {
    return answer.status() + " " + cut(answer.text().strip().replaceAll("\\s+", " "));
  }

  /** A refusal that passes is none. */
  static void requireNoWait(PlatformResponse answer) {
    if (answer.status() / 100 != 2 && answer.header("Retry-After").isPresent()) {
      throw PlatformException.answered(
          "Loomio asks to come back later: " + told(answer), answer.status(), Optional.empty());
    }
  }

  private static String cut(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }
}
