package org.metagov.gateway.identity;

import jakarta.json.JsonObject;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.spi.LinkType;

/**
 * What somebody says of a link; what is left out stays as it was.
 *
 * @param type by which means it is known
 * @param quality how sure it is
 * @param customData what is to be kept with it
 */
public record Said(
    Optional<LinkType> type, Optional<LinkQuality> quality, Optional<JsonObject> customData) {

  /** Of an account's data, as JSON text. */
  static final int LONGEST_DATA = 10_000;

  /** It is known so, and no more is said. */
  static Said of(Link link) {
    return new Said(Optional.of(link.type()), Optional.of(link.quality()), Optional.empty());
  }

  /** Returns whether there is more to be kept with it than may be. */
  boolean isTooLong() {
    return customData.filter(data -> JsonText.write(data).length() > LONGEST_DATA).isPresent();
  }

  /** Returns what holds now of a link that was {@code before}. */
  Link over(Link before) {
    return new Link(type.orElse(before.type()), quality.orElse(before.quality()));
  }
}
