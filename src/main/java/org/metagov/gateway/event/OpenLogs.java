package org.metagov.gateway.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which logs there are, as far as is remembered: one that was opened stays for ever. */
@ApplicationScoped
public class OpenLogs {
  private static final int MOST = 20_000;

  private final Set<String> open =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST;
                }
              }));

  /** Returns whether it is certain that there is the log {@code stream}. */
  boolean has(String stream) {
    return open.contains(stream);
  }

  /** Notes that there is the log {@code stream}, as was committed. */
  void add(String stream) {
    open.add(stream);
  }
}
