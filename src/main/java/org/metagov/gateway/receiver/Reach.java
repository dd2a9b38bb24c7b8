package org.metagov.gateway.receiver;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Of which communities a receiver may hear: those that its filter lets through, and that the key
 * which has made it sees, or has seen.
 *
 * @param filter its filter
 * @param seen what its key sees; absent: everything
 */
public record Reach(EventFilter filter, Optional<Set<String>> seen) {
  /** Takes a copy of what it is given. */
  public Reach {
    seen = seen.map(Set::copyOf);
  }

  /** Returns whether it may hear of {@code community}. */
  public boolean covers(String community) {
    return filter.hears(community) && seen.map(names -> names.contains(community)).orElse(true);
  }

  /** Returns all that it may hear of, in order, where that can be said without a look at all. */
  public Optional<List<String>> named() {
    return filter
        .named()
        .or(() -> seen.map(List::copyOf))
        .map(names -> names.stream().filter(this::covers).distinct().sorted().toList());
  }
}
