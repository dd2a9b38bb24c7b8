package org.metagov.gateway.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The keyed requests that this node is at work on. */
@ApplicationScoped
public class RunningKeys {
  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  public void add(String id) {
    ids.add(id);
  }

  public boolean contains(String id) {
    return ids.contains(id);
  }

  /** Notes that the request ended, whether or not its answer could be stored. */
  public void remove(KeyedRequest request) {
    ids.remove(request.id());
  }
}
