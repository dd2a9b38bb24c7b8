package org.metagov.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses headers that are no media types. Jersey does so, too, but before any mapper of errors and
 * without a word, or with one of its own faults.
 */
final class MediaTypes {
  /** The weight of RFC 9110; older clients leave the zero out. */
  private static final Pattern QUALITY = Pattern.compile("0?(\\.\\d{1,3})|0\\.?|1(\\.0{0,3})?");

  /** As almost everybody writes them: they need not be read. */
  private static final Set<String> USUAL =
      Set.of("application/json", "application/json; charset=utf-8", "*/*", "text/event-stream");

  private MediaTypes() {}

  /** Returns what is wrong with the media types that {@code request} names. */
  static Optional<Refusal> wrongIn(HttpServletRequest request) {
    String sent = request.getHeader("Content-Type");
    return (sent == null || isReadable(sent)) && areReadable(request.getHeaders("Accept"))
        ? Optional.empty()
        : Optional.of(Refusal.invalid("The header Content-Type or Accept is not a media type"));
  }

  private static boolean areReadable(Enumeration<String> accepted) {
    while (accepted.hasMoreElements()) {
      String header = accepted.nextElement();
      if (!USUAL.contains(header) && !listed(header).stream().allMatch(MediaTypes::isReadable)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isReadable(String text) {
    if (USUAL.contains(text)) {
      return true;
    }
    try {
      String quality = MediaType.valueOf(text.strip()).getParameters().get("q");
      return quality == null || QUALITY.matcher(quality).matches();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the parts between the commas that stand in no quotes. */
  private static List<String> listed(String header) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.add(header.substring(begin, i));
        begin = i + 1;
      }
    }
    parts.add(header.substring(begin));
    return parts;
  }
}
