package org.metagov.gateway.identity;

import org.metagov.gateway.problem.Texts;

/**
 * What an account is known by.
 *
 * @param community the community in which it counts
 * @param platformType the plugin of its platform
 * @param platformIdentifier its id there
 * @param communityPlatformId what the community is called there; empty where the plugin has no such
 *     thing
 */
public record AccountName(
    String community, String platformType, String platformIdentifier, String communityPlatformId) {
  private static final int WIDTH = 200;

  /** Returns what an account is known by; of what the store cannot find again, the digest. */
  public static AccountName of(
      String community, String platformType, String platformIdentifier, String place) {
    return new AccountName(community, platformType, platformIdentifier, placeKey(place));
  }

  /** Returns how {@code communityPlatformId} stands in the store. */
  static String placeKey(String communityPlatformId) {
    return Texts.key(communityPlatformId, WIDTH);
  }

  /** Returns whether an account can have the id {@code platformIdentifier}. */
  static boolean isPossible(String platformIdentifier) {
    return !platformIdentifier.isBlank()
        && platformIdentifier.equals(platformIdentifier.strip())
        && Texts.fits(platformIdentifier, WIDTH)
        && platformIdentifier.chars().noneMatch(Character::isISOControl);
  }
}
