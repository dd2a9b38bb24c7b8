package org.metagov.gateway.spi;

import jakarta.json.JsonObject;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody's account on a platform, as a plugin has come to know it.
 *
 * @param userId its id there, as events have it in {@link Initiator}: 1 to 200 characters
 * @param type how the plugin knows of it
 * @param quality how sure it is that it is theirs
 * @param customData what is to be kept with it, if anything: at most 10,000 characters
 */
public record PlatformAccount(
    String userId, LinkType type, LinkQuality quality, Optional<JsonObject> customData) {
  /** Refuses what is no account. */
  public PlatformAccount {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(quality, "quality");
    Objects.requireNonNull(customData, "customData");
    if (userId.isBlank()) {
      throw new IllegalArgumentException("an account has a user id");
    }
  }

  /** An account of which no more is known. */
  public PlatformAccount(String userId, LinkType type, LinkQuality quality) {
    this(userId, type, quality, Optional.empty());
  }
}
