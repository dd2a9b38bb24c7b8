package org.metagov.gateway.outbound;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpRequest;
import org.metagov.gateway.address.LoopMark;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.trace.Trace;

/**
 * The headers that a plugin gives a request. They are sent as they are, or not at all: what cannot
 * be sent so is the fault of whoever has given it.
 */
final class RequestHeaders {
  private static final Pattern NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

  /** They say where a message ends and where it goes. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          LoopMark.HEADER.toLowerCase(Locale.ROOT),
          Trace.HEADER);

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Function<String, Optional<String>> memberIn;

  /** None yet; {@code memberIn} finds the config's member whose value stands in a text. */
  RequestHeaders(Function<String, Optional<String>> memberIn) {
    this.memberIn = memberIn;
  }

  /**
   * Sets a header.
   *
   * @throws InvalidParameterException where {@code value} is not of visible ASCII characters
   */
  void set(String name, String value) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("no header that a plugin may set: " + name);
    }
    if (!VALUE.matcher(value).matches()) {
      String what =
          memberIn
              .apply(value)
              .map(member -> "'" + member + "' of the config")
              .orElse("The header " + name);
      throw new InvalidParameterException(
          what + " cannot be sent: it has a character other than visible ASCII");
    }
    values.put(name, value);
  }

  void addTo(HttpRequest request) {
    values.forEach(request::setHeader);
  }

  /**
   * Returns {@code text} as it is sent.
   *
   * @throws InvalidParameterException where it holds half a character, of which nothing can be sent
   */
  static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] sent = new byte[bytes.remaining()];
      bytes.get(sent);
      return sent;
    } catch (CharacterCodingException e) {
      throw halfACharacter();
    }
  }

  static InvalidParameterException halfACharacter() {
    return new InvalidParameterException(
        "A text cannot be sent: it holds half of a character (a surrogate without its pair)");
  }
}
