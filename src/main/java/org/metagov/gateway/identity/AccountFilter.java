package org.metagov.gateway.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.spi.LinkType;

/**
 * Which accounts are looked for; what is empty may be anything.
 *
 * @param community in which they count
 * @param platformType the plugin of their platform
 * @param platformIdentifier their id there
 * @param communityPlatformId what the community is called there
 */
record AccountFilter(
    Optional<String> community,
    Optional<String> platformType,
    Optional<String> platformIdentifier,
    Optional<String> communityPlatformId,
    Optional<LinkType> linkType,
    Optional<LinkQuality> linkQuality) {

  /** Any account. */
  static final AccountFilter ANY =
      new AccountFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Returns it for accounts of {@code platformType}, as the query of a request names it. */
  AccountFilter of(String platformType, String identifier, String place) {
    return new AccountFilter(
        community, given(platformType), given(identifier), given(place), linkType, linkQuality);
  }

  /** Returns it for accounts that count in {@code name}. */
  AccountFilter in(String name) {
    return new AccountFilter(
        given(name), platformType, platformIdentifier, communityPlatformId, linkType, linkQuality);
  }

  /**
   * Returns it for links of this kind.
   *
   * @throws ProblemException 400 where there is no such kind
   */
  AccountFilter linked(String type, String quality) {
    return new AccountFilter(
        community,
        platformType,
        platformIdentifier,
        communityPlatformId,
        known("link_type", type, LinkType::ofWire),
        known("link_quality", quality, LinkQuality::ofWire));
  }

  private static <T> Optional<T> known(
      String name, String text, Function<String, Optional<T>> reading) {
    Optional<T> value = given(text).flatMap(reading);
    if (value.isEmpty() && given(text).isPresent()) {
      throw new ProblemException(ProblemType.INVALID, "There is no " + name + " '" + text + "'");
    }
    return value;
  }

  private static Optional<String> given(String text) {
    return Optional.ofNullable(text).filter(t -> !t.isEmpty());
  }

  /** Returns whether it asks for more than the community. */
  boolean isNarrow() {
    return !in("").equals(ANY);
  }

  boolean matches(LinkedAccount account) {
    return is(community, account.name().community())
        && is(platformType, account.name().platformType())
        && is(platformIdentifier, account.name().platformIdentifier())
        && is(communityPlatformId.map(AccountName::placeKey), account.name().communityPlatformId())
        && is(linkType, account.link().type())
        && is(linkQuality, account.link().quality());
  }

  private static <T> boolean is(Optional<T> wanted, T found) {
    return wanted.map(found::equals).orElse(true);
  }

  /** What is looked for by SQL: conditions for an account {@code a}, and their parameters. */
  record Where(String conditions, List<Object> parameters) {}

  Where where() {
    StringBuilder conditions = new StringBuilder("1 = 1");
    List<Object> parameters = new ArrayList<>();
    and(conditions, parameters, "community", community.map(Texts::key));
    and(conditions, parameters, "platform_type", platformType.map(Texts::key));
    and(conditions, parameters, "platform_identifier", platformIdentifier.map(Texts::key));
    and(
        conditions,
        parameters,
        "community_platform_id",
        communityPlatformId.map(AccountName::placeKey));
    and(conditions, parameters, "link_type", linkType.map(LinkType::wireName));
    and(conditions, parameters, "link_quality", linkQuality.map(LinkQuality::wireName));
    return new Where(conditions.toString(), parameters);
  }

  private static void and(
      StringBuilder conditions, List<Object> parameters, String column, Optional<String> value) {
    if (value.isPresent()) {
      conditions.append(" AND a.").append(column).append(" = ?");
      parameters.add(value.get());
    }
  }
}
