package org.metagov.gateway.proxies;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What was said on a connection, read as RFC 9112 is written: where somebody else could read
 * something else, reading ends, and nothing is forgiven.
 */
final class Strictly {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("[A-Za-z]{1,24} /[!-~]* HTTP/1\\.[01]");
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5][0-9]{2} ?[ -~]*");
  private static final Pattern HEADER =
      Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+:[ \\t]*[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");
  private static final Pattern LENGTH = Pattern.compile("0{0,40}[0-9]{1,9}");
  private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,7}");

  private final String text;
  private int at;

  private Strictly(byte[] bytes) {
    text = new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * A request, or an answer.
   *
   * @param first its first line
   * @param headers its other lines
   * @param body what follows
   * @param end how far it goes
   */
  record Message(String first, List<String> headers, String body, End end) {
    boolean isWhole() {
      return end == End.REACHED;
    }

    /** Returns the values of the header {@code name}. */
    List<String> values(String name) {
      String begin = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
          .map(line -> line.substring(begin.length()).strip())
          .toList();
    }

    boolean isInterim() {
      return first.startsWith("HTTP/1.1 1");
    }
  }

  /** Where a message ends. */
  enum End {
    REACHED,
    /** There is more to come. */
    YET_TO_COME,
    /** Some would say here, and some there. */
    UNCLEAR
  }

  /** What could be read in two ways. */
  private static final class Unclear extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Returns the requests in {@code bytes}; the last one may not be whole, or be unclear. */
  static List<Message> requests(byte[] bytes) {
    return new Strictly(bytes).messages(REQUEST_LINE, List.of());
  }

  /**
   * Returns the answers in {@code bytes}, but for interim ones.
   *
   * @param requests what they are answers to, in that order
   */
  static List<Message> answers(byte[] bytes, List<Message> requests) {
    return new Strictly(bytes)
        .messages(STATUS_LINE, requests).stream().filter(answer -> !answer.isInterim()).toList();
  }

  private List<Message> messages(Pattern firstLine, List<Message> requests) {
    List<Message> messages = new ArrayList<>();
    int answered = 0;
    while (at < text.length()) {
      boolean bodiless =
          answered < requests.size() && requests.get(answered).first().startsWith("HEAD ");
      Message message = message(firstLine, bodiless);
      messages.add(message);
      if (message.end() == End.UNCLEAR) {
        return messages;
      }
      answered += message.isInterim() ? 0 : 1;
    }
    return messages;
  }

  private Message message(Pattern firstLine, boolean bodiless) {
    int end = text.indexOf("\r\n\r\n", at);
    if (end < 0) {
      return rest("", List.of(), End.YET_TO_COME);
    }
    List<String> lines = List.of(text.substring(at, end).split("\r\n", -1));
    String first = lines.get(0);
    List<String> headers = lines.subList(1, lines.size());
    if (!firstLine.matcher(first).matches()
        || !headers.stream().allMatch(line -> HEADER.matcher(line).matches())) {
      return rest(first, headers, End.UNCLEAR);
    }
    at = end + 4;
    Message head = new Message(first, headers, "", End.REACHED);
    try {
      return bodiless || hasNoBody(head) ? head : withBody(head);
    } catch (Unclear e) {
      return rest(first, headers, End.UNCLEAR);
    }
  }

  private Message rest(String first, List<String> headers, End end) {
    String rest = text.substring(at);
    at = text.length();
    return new Message(first, headers, rest, end);
  }

  private static boolean hasNoBody(Message head) {
    return head.isInterim()
        || head.first().startsWith("HTTP/1.1 204")
        || head.first().startsWith("HTTP/1.1 304");
  }

  private Message withBody(Message head) throws Unclear {
    List<String> lengths = head.values("Content-Length");
    List<String> codings = head.values("Transfer-Encoding");
    require(lengths.size() + codings.size() <= 1);
    if (!codings.isEmpty()) {
      require(codings.get(0).equalsIgnoreCase("chunked") && !head.first().endsWith("HTTP/1.0"));
      return chunked(head);
    }
    if (lengths.isEmpty()) {
      boolean toTheEnd =
          head.first().startsWith("HTTP/") && head.values("Connection").contains("close");
      return toTheEnd ? rest(head.first(), head.headers(), End.REACHED) : head;
    }
    require(LENGTH.matcher(lengths.get(0)).matches());
    return body(head, at + Integer.parseInt(lengths.get(0)));
  }

  private Message body(Message head, int end) {
    if (end > text.length()) {
      return rest(head.first(), head.headers(), End.YET_TO_COME);
    }
    String body = text.substring(at, end);
    at = end;
    return new Message(head.first(), head.headers(), body, End.REACHED);
  }

  private Message chunked(Message head) throws Unclear {
    StringBuilder body = new StringBuilder();
    for (String size = line(); size != null; size = line()) {
      require(CHUNK_SIZE.matcher(size).matches());
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return trailer(head, body);
      }
      if (at + length + 2 > text.length()) {
        break;
      }
      body.append(text, at, at + length);
      at += length;
      require(text.startsWith("\r\n", at));
      at += 2;
    }
    return rest(head.first(), head.headers(), End.YET_TO_COME);
  }

  private Message trailer(Message head, StringBuilder body) throws Unclear {
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        return new Message(head.first(), head.headers(), body.toString(), End.REACHED);
      }
      require(HEADER.matcher(line).matches());
    }
    return rest(head.first(), head.headers(), End.YET_TO_COME);
  }

  /** Returns the next line, and goes behind it; null where it is not whole. */
  private String line() {
    int end = text.indexOf("\r\n", at);
    if (end < 0) {
      return null;
    }
    String line = text.substring(at, end);
    at = end + 2;
    return line;
  }

  private static void require(boolean holds) throws Unclear {
    if (!holds) {
      throw new Unclear();
    }
  }
}
