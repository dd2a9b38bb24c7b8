package org.metagov.gateway.trace;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** Lines as the server writes them, with what they belong to behind what they say. */
public final class TracedLines extends Formatter {
  private final Formatter plain;

  /** Lines as {@code plain} writes them. */
  public TracedLines(Formatter plain) {
    this.plain = plain;
  }

  @Override
  public String format(LogRecord line) {
    return CurrentTrace.find()
        .map(trace -> plain.format(with(trace, line)))
        .orElseGet(() -> plain.format(line));
  }

  private LogRecord with(Trace trace, LogRecord line) {
    LogRecord traced =
        new LogRecord(line.getLevel(), plain.formatMessage(line) + " (trace " + trace.id() + ")");
    traced.setLoggerName(line.getLoggerName());
    traced.setInstant(line.getInstant());
    traced.setLongThreadID(line.getLongThreadID());
    traced.setSequenceNumber(line.getSequenceNumber());
    traced.setSourceClassName(line.getSourceClassName());
    traced.setSourceMethodName(line.getSourceMethodName());
    traced.setThrown(line.getThrown());
    return traced;
  }

  @Override
  public String getHead(Handler handler) {
    return plain.getHead(handler);
  }

  @Override
  public String getTail(Handler handler) {
    return plain.getTail(handler);
  }
}
