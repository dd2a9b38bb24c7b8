package org.metagov.gateway.plugins.loomio;

import java.util.regex.Pattern;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * What a key of Loomio's can be: a token of letters and digits ({@code has_secure_token} of a user
 * or a webhook). Anything else is refused before it is sent anywhere, so that no line end is copied
 * along with one, and a key that stands in a URL looks the same there.
 */
final class Keys {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,200}");

  private Keys() {}

  /** Refuses {@code key}, the config's {@code member}, where it cannot be one; never quotes it. */
  static void require(String member, String key) {
    if (key.isBlank()) {
      throw new InvalidParameterException(member + " is empty");
    }
    if (!KEY.matcher(key).matches()) {
      throw new InvalidParameterException(
          member + " has a character that no key of Loomio has: was a blank or a line end copied?");
    }
  }
}
