package org.metagov.gateway.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What stands in the path of a webhook behind the plugin.
 *
 * @param first its first segment, decoded; empty where there is none
 * @param sent all of it, as it was sent
 */
record Behind(String first, String sent) {
  static final Behind NOTHING = new Behind("", "");

  /**
   * Returns what stands behind {@code slug}, which is the first segment, or none where it is empty;
   * empty where that is not so.
   */
  Optional<String> after(String slug) {
    if (slug.isEmpty()) {
      return Optional.of(sent);
    }
    boolean same =
        MessageDigest.isEqual(
            slug.getBytes(StandardCharsets.UTF_8), first.getBytes(StandardCharsets.UTF_8));
    int slash = sent.indexOf('/');
    return same ? Optional.of(slash < 0 ? "" : sent.substring(slash + 1)) : Optional.empty();
  }
}
