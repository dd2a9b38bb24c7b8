package org.metagov.gateway.identity;

import jakarta.json.JsonObject;
import java.util.Optional;

/**
 * What somebody says of a link; what is left out stays as it was.
 *
 * @param type by which means it is known
 * @param quality how sure it is
 * @param customData what is to be kept with it
 */
public record Said(
    Optional<LinkType> type, Optional<LinkQuality> quality, Optional<JsonObject> customData) {

  /** It is known so, and no more is said. */
  static Said of(Link link) {
    return new Said(Optional.of(link.type()), Optional.of(link.quality()), Optional.empty());
  }

  /** Returns what holds now of a link that was {@code before}. */
  Link over(Link before) {
    return new Link(type.orElse(before.type()), quality.orElse(before.quality()));
  }
}
