package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Discourse makes of the poll markup in a text: as much of its Markdown as decides where a
 * poll begins and ends, what its options are, and what of them is markup itself.
 *
 * @param attributes of the opening tag
 * @param title as HTML
 * @param options in their order
 */
public record FakeMarkup(
    Map<String, String> attributes, Optional<String> title, List<FakeMarkup.Option> options) {
  private static final Pattern OPEN = Pattern.compile(" {0,3}\\[poll([^\\]]*)\\]\\s*");
  private static final Pattern CLOSE = Pattern.compile(" {0,3}\\[/poll\\]\\s*");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([a-zA-Z0-9]+)\\s*=([\"“”][^\"“”]*[\"“”]|'[^']*'|[^\"'“”]\\S*)");
  private static final Pattern ITEM = Pattern.compile(" {0,3}(?:[*+-]|\\d+[.)])(?:\\s+(.*))?");
  private static final Pattern HEADING = Pattern.compile(" {0,3}#{1,6}\\s+(.*?)(?:\\s+#+)?\\s*");

  /** What begins a block of its own at the beginning of a list's item. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:#{1,6}(?:\\s|$)|>|[*+-](?:\\s|$)|\\d+[.)](?:\\s|$)|```|~~~|\\[[a-zA-Z]).*"
              + "|</?(?:div|p|ul|ol|li|table|details|section|blockquote|h\\d)\\b.*"
              + "|(?:\\*\\s*){3,}|(?:-\\s*){3,}|(?:_\\s*){3,}");

  private static final Pattern QUOTES = Pattern.compile("\\[quote.+/quote\\]", Pattern.DOTALL);
  private static final Pattern COMMENT =
      Pattern.compile("^ {0,3}<!--.*?(?:-->.*?$|\\z)", Pattern.DOTALL | Pattern.MULTILINE);

  /** Parts the text on both sides of it. */
  private static final Pattern INLINE_COMMENT = Pattern.compile("<!--(?:-->|.*?-->)");

  private static final String LINK =
      "(?:https?://|www\\.)[^\\s\\\\<]+|[\\w@-]+\\.(?:com|org|net)\\b";

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\\\(\\p{Punct})|&(?:#\\d+|#x\\p{XDigit}+|[a-zA-Z]\\w*);|</?[a-zA-Z][^>]*>|([&<>\"])"
              + "|\\*\\*(\\S.*?)\\*\\*|\\*(\\S.*?)\\*|("
              + LINK
              + ")");

  /** What Discourse looks for in text whose backslashes are gone, and what it makes of it. */
  private static final Map<Pattern, String> ACTING =
      Map.of(
          Pattern.compile("(?<!\\w)@(\\w[\\w.-]*)"), "<span class=\"mention\">@$1</span>",
          Pattern.compile("(?<![\\w&])#([\\w:-]+)"), "<span class=\"hashtag-raw\">#$1</span>",
          Pattern.compile(":([a-z_]{2,}):"), "<img class=\"emoji\" alt=\"$1\">",
          Pattern.compile("(?<=^|\\s)(?:[:;]-?[)(DP|]|&lt;3|8-\\)|\\^_\\^)(?=\\s|$)"),
              "<img class=\"emoji\">");

  /**
   * An option.
   *
   * @param id the MD5 of its Markdown, as a JSON list of one
   */
  public record Option(String id, String html) {}

  String name() {
    return attribute("name").orElse("poll");
  }

  Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** Returns the polls in {@code raw}. */
  public static List<FakeMarkup> in(String raw) {
    if (!raw.contains("[/poll]")) {
      return List.of();
    }
    String text = COMMENT.matcher(QUOTES.matcher(raw).replaceFirst("")).replaceAll("");
    List<String> lines = text.lines().toList();
    List<FakeMarkup> polls = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher open = OPEN.matcher(lines.get(i));
      int end = open.matches() ? close(lines, i + 1) : -1;
      if (end >= 0) {
        of(open.group(1), lines.subList(i + 1, end)).ifPresent(polls::add);
        i = end;
      }
    }
    return polls;
  }

  private static int close(List<String> lines, int from) {
    int nesting = 0;
    for (int i = from; i < lines.size(); i++) {
      if (OPEN.matcher(lines.get(i)).matches()) {
        nesting++;
      } else if (CLOSE.matcher(lines.get(i)).matches() && nesting-- == 0) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<FakeMarkup> of(String tag, List<String> body) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher each = ATTRIBUTE.matcher(tag);
    while (each.find()) {
      attributes.put(each.group(1), each.group(2).replaceAll("^[\"'“”](.*)[\"'“”]$", "$1"));
    }
    Optional<String> title = Optional.empty();
    List<Option> options = new ArrayList<>();
    for (String line : body) {
      Matcher heading = HEADING.matcher(line);
      Matcher item = ITEM.matcher(line);
      if (title.isEmpty() && heading.matches()) {
        title = Optional.of(html(heading.group(1)));
      } else if (item.matches()) {
        options.add(option(Optional.ofNullable(item.group(1)).orElse("").strip()));
      } else if (!line.isBlank()) {
        // Neither a list nor the title: all this stays text.
        return Optional.empty();
      }
    }
    if ("number".equals(attributes.get("type"))) {
      if (!options.isEmpty()) {
        return Optional.empty();
      }
      int step = Math.max(1, number(attributes, "step", 1));
      for (int i = number(attributes, "min", 1); i <= number(attributes, "max", 20); i += step) {
        options.add(option(String.valueOf(i)));
      }
    }
    return Optional.of(new FakeMarkup(attributes, title, options));
  }

  private static int number(Map<String, String> attributes, String name, int otherwise) {
    return Optional.ofNullable(attributes.get(name)).map(Integer::parseInt).orElse(otherwise);
  }

  private static Option option(String markdown) {
    String hashed = Json.createArrayBuilder().add(markdown).build().toString();
    String inner = BLOCK.matcher(markdown).matches() ? "<div class=\"block\"></div>" : "";
    return new Option(md5(hashed), inner.isEmpty() ? html(markdown) : inner);
  }

  /** Returns the inline Markdown as HTML; the tags that people write are left in. */
  private static String html(String markdown) {
    return INLINE_COMMENT
        .splitAsStream(markdown)
        .map(FakeMarkup::text)
        .collect(Collectors.joining());
  }

  private static String text(String markdown) {
    String text =
        TOKEN.matcher(markdown).replaceAll(found -> Matcher.quoteReplacement(token(found)));
    for (Map.Entry<Pattern, String> acting : ACTING.entrySet()) {
      text = acting.getKey().matcher(text).replaceAll(acting.getValue());
    }
    return text;
  }

  private static String token(MatchResult found) {
    if (found.group(3) != null) {
      return "<strong>" + found.group(3) + "</strong>";
    }
    if (found.group(4) != null) {
      return "<em>" + found.group(4) + "</em>";
    }
    if (found.group(5) != null) {
      return "<a>" + found.group(5) + "</a>";
    }
    String literal = found.group(1) == null ? found.group(2) : found.group(1);
    return literal == null ? found.group() : escape(literal);
  }

  private static String escape(String literal) {
    return switch (literal) {
      case "&" -> "&amp;";
      case "<" -> "&lt;";
      case ">" -> "&gt;";
      default -> literal;
    };
  }

  private static String md5(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
