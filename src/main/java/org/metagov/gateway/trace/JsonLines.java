package org.metagov.gateway.trace;

import jakarta.json.JsonObjectBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.metagov.gateway.json.JsonText;

/**
 * One JSON object a line: {@code {"time","level","logger","message","thread","trace","exception"}},
 * the last two where there are any.
 */
public final class JsonLines extends Formatter {
  @Override
  public String format(LogRecord line) {
    JsonObjectBuilder json =
        JsonText.object()
            .add("time", line.getInstant().toString())
            .add("level", line.getLevel().getName())
            .add("logger", JsonText.string(line.getLoggerName()))
            .add("message", JsonText.string(formatMessage(line)))
            .add("thread", line.getLongThreadID());
    CurrentTrace.find().ifPresent(trace -> json.add("trace", trace.id()));
    if (line.getThrown() != null) {
      json.add("exception", stack(line.getThrown()));
    }
    return JsonText.write(json.build()) + "\n";
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
