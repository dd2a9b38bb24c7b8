package org.metagov.gateway.lifecycle;

import java.util.List;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What a process has still to take in: together, as to record costs as much for one as for many.
 */
public interface Waiting {
  /** Returns the first of it, in its order; asked when nobody else is at the process. */
  List<WebhookRequest> first();

  /** Returns what the one at {@code index} of these is known by, however often it is asked for. */
  String name(int index);

  /**
   * The process has taken so many of these in; the rest is asked for again. It is called in the
   * transaction that records it.
   */
  void taken(int count);
}
