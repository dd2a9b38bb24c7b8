package org.metagov.gateway.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses headers that are no media types. Jersey does so, too, but before any mapper of errors and
 * without a word, or with one of its own faults.
 */
final class MediaTypes {
  /** The weight of RFC 9110; older clients leave the zero out. */
  private static final Pattern QUALITY = Pattern.compile("0?(\\.\\d{1,3})|0\\.?|1(\\.0{0,3})?");

  private MediaTypes() {}

  /** Returns what is wrong with the media types that {@code request} names. */
  static Optional<Refusal> wrongIn(HttpServletRequest request) {
    String sent = request.getHeader("Content-Type");
    boolean readable =
        (sent == null || isReadable(sent))
            && Collections.list(request.getHeaders("Accept")).stream()
                .allMatch(accepted -> listed(accepted).stream().allMatch(MediaTypes::isReadable));
    return readable
        ? Optional.empty()
        : Optional.of(Refusal.invalid("The header Content-Type or Accept is not a media type"));
  }

  private static boolean isReadable(String text) {
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
