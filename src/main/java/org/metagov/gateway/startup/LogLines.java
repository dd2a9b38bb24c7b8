package org.metagov.gateway.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.trace.JsonLines;
import org.metagov.gateway.trace.TracedLines;

/**
 * Has the server write its log as the settings say. The classes that do so are the gateway's, which
 * the server's own configuration of its log cannot name; so they are put in at its start, and taken
 * out at its end.
 */
@ApplicationScoped
public class LogLines {
  @Inject private Settings settings;

  private final Map<Handler, Formatter> before = new LinkedHashMap<>();

  /** Puts them in. */
  void open() {
    UnaryOperator<Formatter> ours =
        settings.get(Setting.LOG_JSON) ? plain -> new JsonLines() : TracedLines::new;
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      Formatter plain = handler.getFormatter();
      if (plain != null) {
        before.put(handler, plain);
        handler.setFormatter(ours.apply(plain));
      }
    }
  }

  /** Takes them out. */
  void close() {
    before.forEach(Handler::setFormatter);
    before.clear();
  }
}
