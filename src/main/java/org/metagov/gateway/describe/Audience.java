package org.metagov.gateway.describe;

import java.util.Optional;
import java.util.Set;

/**
 * Whom a document is for.
 *
 * @param internal whether they reach the internal routes
 * @param open whether they reach the public routes
 * @param keyless whether they may do so without a key, from the same machine
 * @param community the community whose plugins it tells of; empty: all plugins
 */
public record Audience(
    boolean internal, boolean open, boolean keyless, Optional<Enabled> community) {
  /** A community and the names of the plugins it has enabled. */
  public record Enabled(String community, Set<String> plugins) {}

  /** Returns whether {@code plugin} is told of. */
  boolean hearsOf(String plugin) {
    return community.filter(enabled -> !enabled.plugins().contains(plugin)).isEmpty();
  }
}
