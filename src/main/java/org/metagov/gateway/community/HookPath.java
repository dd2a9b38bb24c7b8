package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;

/** The path that a platform sends an instance's webhooks to. */
public final class HookPath {
  private static final String SLUG = "webhook_slug";
  private static final int LONGEST = 200;
  private static final int INVENTED_BYTES = 16;
  private static final Pattern INVENTED = Pattern.compile("[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private HookPath() {}

  /** Returns the path of {@code plugin}, if its slug can stand in one. */
  public static Optional<String> of(PluginSnapshot plugin) {
    return of(plugin.community(), plugin.plugin(), plugin.config());
  }

  /** As above, of a plugin that may not be enabled yet. */
  public static Optional<String> of(String community, String plugin, JsonObject config) {
    String path = "/api/hooks/" + community + "/" + plugin;
    Optional<String> slug = slug(config);
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
  public static void check(JsonObject config) {
    if (slug(config).filter(text -> !isSegment(text)).isPresent()) {
      throw ProblemException.invalid(
          "The webhook_slug cannot be a part of a path: take letters and digits",
          List.of(new FieldError("/" + SLUG, "cannot be a part of a path")));
    }
  }

  /**
   * Returns {@code desired}, in which an instance whose webhooks nobody signs has a slug: where
   * none is wanted, the one that it has; a new instance gets one. An old one without keeps its
   * path.
   */
  public static DesiredPlugin guarded(DesiredPlugin desired, Optional<PluginSnapshot> before) {
    if (!desired.plugin().unsigned() || slug(desired.config()).isPresent()) {
      return desired;
    }
    Optional<String> slug =
        before.isPresent() ? slug(before.get().config()) : Optional.of(invented());
    return slug.map(text -> slugged(desired, text)).orElse(desired);
  }

  /** Returns {@code desired} with the slug {@code slug}. */
  public static DesiredPlugin slugged(DesiredPlugin desired, String slug) {
    return desired.with(JsonText.object(desired.config()).add(SLUG, slug).build());
  }

  /** Returns whether configs of {@code plugin} have a slug. */
  public static boolean canHaveSlug(PluginDescriptor plugin) {
    return plugin.configSchema().declares(SLUG);
  }

  /** Returns a slug that nobody can guess. */
  public static String invented() {
    byte[] bytes = new byte[INVENTED_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Returns whether {@code slug} looks like one of those. */
  public static boolean isInvented(String slug) {
    return INVENTED.matcher(slug).matches();
  }

  /** Returns the slug of a config, if there is one in it. */
  public static Optional<String> slug(JsonObject config) {
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
