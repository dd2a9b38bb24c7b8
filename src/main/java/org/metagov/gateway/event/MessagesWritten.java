package org.metagov.gateway.event;

import java.time.Duration;
import java.util.Set;

/**
 * Messages were written. Observed in the transaction that writes them.
 *
 * @param stream where they stand
 * @param community whose they are; empty for the gateway's own
 * @param newest the number of the last of them
 * @param count how many there are
 * @param kinds what kinds of messages are among them
 * @param rest how long they may not be delivered yet
 * @param counted whether those who were told of the opening of the stream know of them
 */
public record MessagesWritten(
    String stream,
    String community,
    long newest,
    int count,
    Set<Kind> kinds,
    Duration rest,
    boolean counted) {
  /** Takes a copy of what it is given. */
  public MessagesWritten {
    kinds = Set.copyOf(kinds);
  }

  /**
   * What receivers tell messages apart by.
   *
   * @param source the plugin that they come from
   * @param eventType their type
   */
  public record Kind(String source, String eventType) {}
}
