package org.metagov.gateway.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keyed requests that this node is at work on. A request is added before its key is looked up
 * and removed after its answer is stored: so whoever adds it sees what was stored before.
 */
@ApplicationScoped
public class RunningKeys {
  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  /** Adds the request; false where another thread is at work on it. */
  public boolean add(KeyedRequest request) {
    return ids.add(request.id());
  }

  /** Notes that the request ended, whether or not its answer could be stored. */
  public void remove(KeyedRequest request) {
    ids.remove(request.id());
  }
}
