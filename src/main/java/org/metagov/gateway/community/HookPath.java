package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

/** The path that a platform sends an instance's webhooks to. */
final class HookPath {
  private static final String SLUG = "webhook_slug";
  private static final int LONGEST = 200;

  private HookPath() {}

  /** Returns the path of {@code plugin}, if its slug can stand in one. */
  static Optional<String> of(PluginSnapshot plugin) {
    String path = "/api/hooks/" + plugin.community() + "/" + plugin.plugin();
    Optional<String> slug = slug(plugin.config());
    if (slug.isEmpty()) {
      return Optional.of(path);
    }
    return slug.filter(HookPath::isSegment).map(text -> path + "/" + escaped(text));
  }

  /**
   * Refuses a slug that no request can have in its path.
   *
   * @throws ProblemException 400 where it is one
   */
  static void check(JsonObject config) {
    if (slug(config).filter(text -> !isSegment(text)).isPresent()) {
      throw ProblemException.invalid(
          "The webhook_slug cannot be a part of a path: take letters and digits",
          List.of(new FieldError("/" + SLUG, "cannot be a part of a path")));
    }
  }

  private static Optional<String> slug(JsonObject config) {
    return config.get(SLUG) instanceof JsonString text && !text.getString().isEmpty()
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  private static boolean isSegment(String text) {
    return text.length() <= LONGEST
        && !text.equals(".")
        && !text.equals("..")
        && !isBlank(text.codePointAt(0))
        && !isBlank(text.codePointBefore(text.length()))
        && text.codePoints().noneMatch(c -> Character.isISOControl(c) || "/\\;".indexOf(c) >= 0);
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static String escaped(String text) {
    // What a form does otherwise than a path.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%7E", "~");
  }
}
