package org.metagov.gateway.spi;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a plugin remembers about one community: values under keys. A value is a record, a {@code
 * String}, a number, a {@code Boolean} or a JSON-P value, at most 1 MiB of JSON over all keys.
 *
 * <p>In an action every change commits at once and survives a crash; in a lifecycle hook the
 * changes commit with the enabling, or not at all.
 */
public interface PluginState {
  /** Returns the value under {@code key}. */
  <T> Optional<T> get(String key, Class<T> type);

  /**
   * Replaces the value under {@code key} by what {@code change} makes of it, and returns that.
   * Changes of one instance happen one after another, over all threads and nodes.
   *
   * @param change a pure function: it may run more than once; what it throws leaves the state as it
   *     was and reaches the caller
   */
  <T> T update(String key, Class<T> type, Function<Optional<T>, T> change);

  /** Removes the value under {@code key}, if there is one. */
  void remove(String key);
}
