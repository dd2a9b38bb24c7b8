package org.metagov.gateway.plugins.discourse;

import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * Writes the markup that Discourse's plugin Poll reads. Titles and options are plain text: whatever
 * stands in them is shown as it is, on one line, and neither ends the poll nor begins anything
 * else, calls nobody, and becomes no picture.
 */
final class PollMarkup {
  /** What Discourse calls a poll without a name. */
  static final String NAME = "poll";

  private static final Pattern LINE_ENDS = Pattern.compile("[\\p{IsControl}\\u2028\\u2029]+");

  /** What may begin a tag, a link, code, a tag of BBCode or an entity, wherever it stands. */
  private static final Pattern ESCAPED =
      Pattern.compile("[\\\\`*_~\\[\\]<#]|&(?=[#\\p{Alpha}])|(?<=\\S)\\.(?=\\S)");

  /**
   * What Discourse looks for in text whose backslashes are gone already: mentions ({@code
   * mentions.js}), names and shortcuts of emojis ({@code emoji.js}) and hashtags ({@code
   * hashtag-autocomplete.js}).
   */
  private static final Pattern ACTING = Pattern.compile("[@:;^<#](?=\\S)|-(?=\\))");

  /** A comment that shows nothing, and parts the text for all that looks at it. */
  private static final String NOTHING = "<!---->";

  /** Where a backslash goes at the beginning of a line, which would be a list or a quote. */
  private static final Pattern AT_BEGINNING = Pattern.compile("^(?:\\d+(?=[.)])|(?=[>+=-]))");

  private static final Pattern GROUP = Pattern.compile("[\\p{L}\\p{M}\\p{N}_.-]+");

  private PollMarkup() {}

  /**
   * Returns the text of a post with the poll.
   *
   * @throws InvalidParameterException where it cannot be a poll
   */
  static String of(NewPoll poll) {
    StringBuilder text = new StringBuilder("\n");
    text.append(poll.details().orElse("")).append("\n[poll type=").append(poll.pollType().word);
    poll.closingAt().ifPresent(time -> attribute(text, "close", time));
    poll.groups()
        .filter(groups -> !groups.isEmpty())
        .ifPresent(groups -> attribute(text, "groups", groups(groups)));
    poll.isPublic().filter(yes -> yes).ifPresent(yes -> attribute(text, "public", yes));
    poll.chartType().ifPresent(type -> attribute(text, "chartType", type.word));
    poll.min().ifPresent(min -> attribute(text, "min", min));
    poll.max().ifPresent(max -> attribute(text, "max", max));
    poll.step().ifPresent(step -> attribute(text, "step", step));
    poll.results().ifPresent(results -> attribute(text, "results", results.word));
    text.append("]\n# ").append(plain("title", poll.title())).append('\n');
    options(poll).forEach(option -> text.append("* ").append(plain("option", option)).append('\n'));
    return text.append("\n[/poll]\n        ").toString();
  }

  /** Returns the options that are written: a poll of numbers has those of its range. */
  static List<String> options(NewPoll poll) {
    if (poll.pollType() == NewPoll.Type.NUMBER) {
      return List.of();
    }
    return poll.options()
        .filter(options -> !options.isEmpty())
        .orElseThrow(
            () ->
                new InvalidParameterException(
                    "options are required for a poll_type other than number"));
  }

  /** Returns the id that Discourse gives to an option: the MD5 of its Markdown in a JSON list. */
  static String optionId(String option) {
    String hashed = Json.createArrayBuilder().add(plain("option", option)).build().toString();
    try {
      byte[] bytes = hashed.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** Returns {@code text} as Markdown that shows it as it is. */
  private static String plain(String what, String text) {
    String line = LINE_ENDS.matcher(text).replaceAll(" ").strip();
    if (line.isEmpty()) {
      throw new InvalidParameterException("the " + what + " of a poll must not be empty");
    }
    return AT_BEGINNING.matcher(inert(line)).replaceFirst("$0\\\\");
  }

  private static String inert(String line) {
    StringBuilder inert = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      inert.append(matches(ESCAPED, line, i) ? "\\" : "").append(line.charAt(i));
      inert.append(matches(ACTING, line, i) ? NOTHING : "");
    }
    return inert.toString();
  }

  private static boolean matches(Pattern pattern, String line, int at) {
    Matcher matcher = pattern.matcher(line).useTransparentBounds(true);
    return matcher.region(at, line.length()).lookingAt();
  }

  private static String groups(List<String> groups) {
    groups.stream()
        .filter(group -> !GROUP.matcher(group).matches())
        .findFirst()
        .ifPresent(
            group -> {
              throw new InvalidParameterException("'" + group + "' is not the name of a group");
            });
    return String.join(",", groups);
  }

  private static void attribute(StringBuilder text, String name, Object value) {
    text.append(' ').append(name).append('=').append(value);
  }

  /** Returns a comment that people see only when they edit a post. */
  static String mark(String startKey) {
    return "<!-- metagov: " + startKey + " -->";
  }

  /** Returns whether {@code raw} has the comment of {@code startKey}. */
  static boolean isMarked(Optional<String> raw, String startKey) {
    return raw.filter(text -> text.contains(mark(startKey))).isPresent();
  }
}
