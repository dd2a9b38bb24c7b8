package org.metagov.gateway.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;

/** Says what happens and why, shows requests and answers, and holds what was said against them. */
final class Script {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int LONGEST = 600;

  private final PrintStream out;
  private int number;
  private String title = "the beginning";

  Script(PrintStream out) {
    this.out = out;
  }

  /** Begins a step. */
  void step(String heading, String... why) {
    number++;
    title = heading;
    out.printf("%n%d. %s%n%n", number, heading);
    List.of(why).forEach(line -> out.println("   " + line));
  }

  /** Returns the step that is under way. */
  String where() {
    return number == 0 ? title : "step %d, \"%s\"".formatted(number, title);
  }

  /** Says something. */
  void say(String line) {
    out.println(line.isEmpty() ? "" : "   " + line);
  }

  /**
   * Sends a request, and shows it as a command for a shell, and the answer. What the driver hears
   * meanwhile is shown afterwards.
   */
  synchronized Reply send(Api api, String method, String path, String json) {
    StringBuilder command = new StringBuilder("\n$ curl -i");
    if (!method.equals("GET")) {
      command.append(" -X ").append(method);
    }
    command.append(' ').append(quoted(api.base() + path));
    List<String> headers = api.headers();
    for (int i = 0; i < headers.size(); i += 2) {
      command.append(" -H ").append(quoted(headers.get(i) + ": " + headers.get(i + 1)));
    }
    if (json != null) {
      command.append(" -H 'Content-Type: application/json' -d ").append(quoted(json));
    }
    out.println(command);
    Reply reply = api.send(method, path, json);
    out.println(
        reply.status()
            + reply.header("Location").map(location -> "  Location: " + location).orElse("")
            + (reply.text().isEmpty() ? "" : "  " + shortened(reply.text())));
    return reply;
  }

  /** Sends a request that has to be answered with {@code status}. */
  Reply send(int status, Api api, String method, String path, String json) {
    Reply reply = send(api, method, path, json);
    if (reply.status() != status) {
      throw new AssertionError("The answer is " + reply.status() + ", not " + status);
    }
    return reply;
  }

  /** Shows what a driver is told. */
  synchronized void heard(String path, String body, String note) {
    out.printf("%n> the driver hears at %s, %s:%n> %s%n", path, note, shortened(body));
  }

  /** Holds what is to be against what is. */
  void so(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError("This does not hold: " + what);
    }
    out.println("   [ok] " + what);
  }

  /** Waits until something is as it is to be, and returns it. */
  <T> T until(String what, Callable<T> supplier, Predicate<T> condition) {
    try {
      T found = Awaitility.await().atMost(PATIENCE).until(supplier, condition);
      out.println("   [ok] " + what);
      return found;
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "This does not hold within %d s: %s".formatted(PATIENCE.toSeconds(), what), e);
    }
  }

  private static String quoted(String text) {
    return text.matches("[\\w:/.?=&-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }
}
