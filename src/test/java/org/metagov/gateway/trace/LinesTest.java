package org.metagov.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.json.JsonText;

class LinesTest {
  private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", false);

  private static LogRecord line(Throwable thrown) {
    LogRecord line = new LogRecord(Level.WARNING, "Webhook {0} is parked:\n\"{1}\"");
    line.setLoggerName("org.metagov.gateway.webhook");
    line.setParameters(new Object[] {"5", "no"});
    line.setInstant(Instant.parse("2026-01-02T12:00:00.123456Z"));
    line.setThrown(thrown);
    return line;
  }

  private static String written(Formatter lines, LogRecord line) {
    return CurrentTrace.within(TRACE, () -> lines.format(line));
  }

  @Test
  void aLineSaysWhatItBelongsTo() {
    Formatter plain = new SimpleFormatter();
    Formatter traced = new TracedLines(plain);
    LogRecord line = line(null);
    assertThat(traced.format(line)).isEqualTo(plain.format(line));
    assertThat(written(traced, line))
        .isEqualTo(
            plain
                .format(line)
                .replace("\"no\"", "\"no\" (trace 4bf92f3577b34da6a3ce929d0e0e4736)"));
  }

  @Test
  void aTracedLineKeepsItsFailure() {
    assertThat(written(new TracedLines(new SimpleFormatter()), line(new Exception("the cause"))))
        .contains("(trace 4bf9")
        .contains("java.lang.Exception: the cause")
        .contains("\tat " + LinesTest.class.getName());
  }

  @Test
  void aLineIsOneObject() {
    String text = written(new JsonLines(), line(new Exception("the cause")));
    assertThat(text).endsWith("}\n").containsOnlyOnce("\n");
    JsonObject json = JsonText.parse(text).asJsonObject();
    assertThat(json.keySet())
        .containsExactly("time", "level", "logger", "message", "thread", "trace", "exception");
    assertThat(json.getString("time")).isEqualTo("2026-01-02T12:00:00.123456Z");
    assertThat(json.getString("level")).isEqualTo("WARNING");
    assertThat(json.getString("message")).isEqualTo("Webhook 5 is parked:\n\"no\"");
    assertThat(json.getString("trace")).isEqualTo(TRACE.id());
    assertThat(json.getString("exception")).contains("the cause", "\tat ");
  }

  @Test
  void whatThereIsNotIsLeftOut() {
    assertThat(JsonText.parse(new JsonLines().format(line(null))).asJsonObject().keySet())
        .doesNotContain("trace", "exception");
  }
}
