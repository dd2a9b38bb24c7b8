package org.metagov.gateway.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was noted last of some names; of too many, the one noted longest ago is forgotten. */
final class Recent<V> {
  private final Map<String, V> notes;

  Recent(int most) {
    notes =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > most;
          }
        };
  }

  /** Notes {@code note} of {@code name}; returns what was noted before. */
  synchronized Optional<V> put(String name, V note) {
    Optional<V> before = remove(name);
    notes.put(name, note);
    return before;
  }

  synchronized Optional<V> get(String name) {
    return Optional.ofNullable(notes.get(name));
  }

  synchronized Optional<V> remove(String name) {
    return Optional.ofNullable(notes.remove(name));
  }

  synchronized int size() {
    return notes.size();
  }
}
