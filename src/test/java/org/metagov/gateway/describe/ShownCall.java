package org.metagov.gateway.describe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A call that a page shows as a command, and what the page says is answered.
 *
 * @param where the page and the line
 * @param method the method, as curl takes it from its options
 * @param url with what the page's variables stand for
 * @param headers by their names in small letters
 * @param body what is sent; empty: nothing
 * @param answer the next block of the same section, if that is an answer; empty: none is shown
 */
record ShownCall(
    String where,
    String method,
    String url,
    Map<String, String> headers,
    Optional<String> body,
    Optional<String> answer) {
  private static final String GATEWAY = "http://127.0.0.1:8080";
  private static final String FENCE = "```";
  private static final Pattern ANSWER = Pattern.compile("(?s)(HTTP/1\\.1 \\d{3} |\\{|\\[).*");
  private static final Pattern SETTING = Pattern.compile("([A-Z]+)=(\\S*)");

  /** What follows on the command line each of curl's options that the pages use. */
  private static final Map<String, Boolean> OPTIONS =
      Map.of("-X", true, "-H", true, "-d", true, "-o", true, "-s", false, "-i", false, "-N", false);

  /** A block of a page, or a heading between two of them. */
  private record Block(int line, String text, boolean heading) {}

  /** Returns the calls of the gateway that {@code page} shows, in order. */
  static List<ShownCall> of(Path page) {
    List<Block> blocks = blocks(page);
    List<ShownCall> calls = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      List<List<String>> commands = block.heading() ? List.of() : commands(block.text());
      Optional<String> answer =
          Optional.of(i + 1)
              .filter(next -> next < blocks.size() && commands.size() == 1)
              .map(blocks::get)
              .map(Block::text)
              .filter(text -> ANSWER.matcher(text).matches());
      for (List<String> command : commands) {
        calls.add(of(page.getFileName() + ":" + block.line(), command, answer));
      }
    }
    return calls.stream().filter(call -> call.url().startsWith(GATEWAY)).toList();
  }

  private static ShownCall of(String where, List<String> command, Optional<String> answer) {
    Map<String, String> headers = new HashMap<>();
    Map<String, String> given = new HashMap<>();
    for (int i = 1; i < command.size(); i++) {
      String word = command.get(i);
      if (!word.startsWith("-")) {
        given.put("url", word);
        continue;
      }
      Boolean more = OPTIONS.get(word);
      if (more == null) {
        throw new AssertionError(where + ": what is " + word + "?");
      }
      if (more) {
        String value = command.get(++i);
        if (word.equals("-H")) {
          String[] header = value.split(": ", 2);
          headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
        } else {
          given.put(word, value);
        }
      }
    }
    Optional<String> body = Optional.ofNullable(given.get("-d"));
    String method = given.getOrDefault("-X", body.isPresent() ? "POST" : "GET");
    return new ShownCall(where, method, given.get("url"), headers, body, answer);
  }

  /** Returns the path that is called. */
  String path() {
    return url.substring(GATEWAY.length()).replaceAll("\\?.*", "");
  }

  /** Returns the names that the query has. */
  List<String> query() {
    return Stream.of(url.replaceAll("^[^?]*\\??", "").split("&", -1))
        .map(part -> part.replaceAll("=.*", ""))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static List<Block> blocks(Path page) {
    List<Block> blocks = new ArrayList<>();
    StringBuilder block = null;
    int number = 0;
    int begin = 0;
    try {
      for (String line : Files.readAllLines(page)) {
        number++;
        String text = line.strip();
        if (text.startsWith(FENCE)) {
          if (block != null) {
            blocks.add(new Block(begin, block.toString().strip(), false));
          }
          block = block == null ? new StringBuilder() : null;
          begin = number;
        } else if (block != null) {
          block.append(line).append('\n');
        } else if (line.startsWith("#")) {
          blocks.add(new Block(number, line, true));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return blocks;
  }

  /** Returns the words of each command in {@code block} that is one of curl. */
  private static List<List<String>> commands(String block) {
    Map<String, String> variables = new HashMap<>(Map.of("GATEWAY", GATEWAY));
    return new Shell(block, variables)
        .commands().stream().filter(words -> words.get(0).equals("curl")).toList();
  }

  /** Reads what a shell would make of a text, as far as the pages need it. */
  private static final class Shell {
    private final String text;
    private final Map<String, String> variables;
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word;
    private int at;

    Shell(String text, Map<String, String> variables) {
      this.text = text;
      this.variables = variables;
    }

    List<List<String>> commands() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '\\' && at < text.length() && text.charAt(at) == '\n') {
          at++;
        } else if (c == '\n') {
          endCommand();
        } else if (c == ' ') {
          endWord();
        } else if (c == '#' && word == null) {
          at = end("\n");
        } else {
          add(part(c));
        }
      }
      endCommand();
      return commands;
    }

    private String part(char c) {
      if (c == '\'' || c == '"') {
        int close = end(String.valueOf(c));
        String quoted = text.substring(at, close);
        at = Math.min(close + 1, text.length());
        return c == '"' ? filled(quoted) : quoted;
      }
      if (c == '$' && at < text.length() && text.charAt(at) == '(') {
        at = end(")") + 1;
        return "1";
      }
      if (c == '$') {
        int begin = at;
        while (at < text.length() && Character.isUpperCase(text.charAt(at))) {
          at++;
        }
        return filled("$" + text.substring(begin, at));
      }
      return String.valueOf(c);
    }

    private int end(String mark) {
      int end = text.indexOf(mark, at);
      return end < 0 ? text.length() : end;
    }

    private String filled(String quoted) {
      return Pattern.compile("\\$([A-Z]+)")
          .matcher(quoted)
          .replaceAll(found -> variables.getOrDefault(found.group(1), "x"));
    }

    private void add(String part) {
      word = (word == null ? new StringBuilder() : word).append(part);
    }

    private void endWord() {
      if (word != null) {
        words.add(word.toString());
        word = null;
      }
    }

    private void endCommand() {
      endWord();
      if (words.stream().allMatch(set -> SETTING.matcher(set).matches())) {
        words.forEach(set -> variables.put(set.replaceAll("=.*", ""), set.replaceAll("^.*?=", "")));
      } else {
        commands.add(words);
      }
      words = new ArrayList<>();
    }
  }
}
