package org.metagov.gateway.identity;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.Instance;
import org.metagov.gateway.identity.IdentityBodies.AccountLink;
import org.metagov.gateway.identity.IdentityBodies.AccountRef;
import org.metagov.gateway.identity.IdentityBodies.MergedIds;
import org.metagov.gateway.identity.IdentityBodies.NewIds;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Sql;

/** Who is who, as far as the caller sees it. */
@ApplicationScoped
public class Identities {
  @EJB private IdentityService identities;
  @EJB private PersonService persons;
  @EJB private CommunityService communities;
  @Inject private Sight sight;
  @Inject private PersonSight visible;
  @Inject private Initiators initiators;
  @Inject private Sql sql;

  /**
   * Makes Metagov ids.
   *
   * @throws ProblemException 400 where there is no such community, 409 where it has enough
   */
  List<Long> create(NewIds wanted) {
    String community = requireCommunity(wanted.communitySlug());
    return settled(() -> identities.create(community, wanted.count().orElse(1)));
  }

  /**
   * Links an account to a person.
   *
   * @throws ProblemException 400 where the community has no such plugin, else as {@link
   *     IdentityService#link}
   */
  LinkedAccount link(AccountLink wanted) {
    String community = requireCommunity(wanted.communitySlug());
    String place = place(community, wanted.platformType(), wanted.communityPlatformId());
    AccountName name =
        AccountName.of(community, wanted.platformType(), wanted.platformIdentifier(), place);
    LinkedAccount linked = settled(() -> identities.link(wanted.externalId(), name, wanted.said()));
    initiators.linked(community);
    return linked;
  }

  /**
   * Unlinks an account, as {@link IdentityService#unlink}, whether its plugin is enabled or not.
   */
  void unlink(AccountRef wanted) {
    String community = requireCommunity(wanted.communitySlug());
    Conflicts.run(
        () ->
            identities.unlink(
                AccountFilter.ANY
                    .in(community)
                    .of(
                        wanted.platformType(),
                        wanted.platformIdentifier(),
                        wanted.communityPlatformId().orElse(null))));
  }

  /** Makes one person of two, as {@link PersonService#merge}. */
  Person merge(MergedIds ids) {
    return settled(
        () -> persons.merge(ids.primaryInstanceId(), ids.secondaryInstanceId(), ids.said()));
  }

  /** Erases a person, as {@link PersonService#erase}. */
  void erase(long id) {
    Conflicts.run(() -> persons.erase(id));
  }

  /** What meets somebody else's change is tried again; what that has taken away is gone. */
  static <T> T settled(Supplier<T> transaction) {
    return Conflicts.retryInsert(
        () -> {
          try {
            return transaction.get();
          } catch (RuntimeException e) {
            throw Conflicts.isOrphan(e)
                ? new ProblemException(ProblemType.NOT_FOUND, "What it is about is gone", e)
                : e;
          }
        });
  }

  /**
   * Returns the person whom {@code id} is of.
   *
   * @throws ProblemException 404 where the caller sees no such one
   */
  Person require(long id) {
    return find(id).flatMap(visible::of).orElseThrow(() -> PersonSight.unknown(id));
  }

  /**
   * Returns all that is kept of the person of {@code id}.
   *
   * @throws ProblemException 404 where there is no such person, 403 where communities know of them
   *     that the caller does not see
   */
  Person requireWhole(long id) {
    Person person = find(id).orElseThrow(() -> PersonSight.unknown(id));
    visible.requireWhole(person, id);
    return person;
  }

  /** Returns the person whom {@code id} is of, whoever asks. */
  Optional<Person> find(long id) {
    return sql.with(statements -> IdentityRows.person(statements, id));
  }

  /**
   * Returns at most {@code limit} persons of a community who have such an account, by primary id,
   * beginning behind {@code after}; or all whom the community knows, where nothing else is asked.
   */
  List<Person> page(AccountFilter filter, long after, int limit) {
    return visible.all(
        sql.with(
            statements ->
                IdentityRows.persons(
                    statements, IdentityRows.primaries(statements, filter, after, limit))));
  }

  /**
   * Returns those of {@code ids}, one at least, whose persons have such an account, in their order.
   *
   * @throws ProblemException 404 where the caller does not see one of them
   */
  List<Found> among(List<Long> ids, AccountFilter filter) {
    Map<Long, Person> seen = new HashMap<>();
    for (Person person : seen(ids)) {
      person.ids().forEach(own -> seen.put(own.id(), person));
    }
    List<Found> found = new ArrayList<>();
    for (long id : ids) {
      // Who is not among them is not for the caller, or was merged between two reads.
      Person person = Optional.ofNullable(seen.get(id)).orElseGet(() -> require(id));
      if (person.accounts().stream().anyMatch(filter::matches)) {
        found.add(new Found(id, person));
      }
    }
    return found;
  }

  private List<Person> seen(List<Long> ids) {
    return visible.all(
        sql.with(
            statements ->
                IdentityRows.persons(statements, IdentityRows.primariesOf(statements, ids))));
  }

  /** Somebody, and the id by which they were asked for. */
  record Found(long id, Person person) {}

  /**
   * Returns the account of such a kind that the person of {@code id} has: that of the id itself
   * before those of others of theirs, and the surest one before others.
   */
  Optional<LinkedAccount> account(long id, AccountFilter filter) {
    return require(id).accounts().stream()
        .filter(filter::matches)
        .min(
            Comparator.<LinkedAccount, Boolean>comparing(account -> account.externalId() != id)
                .thenComparing(account -> account.link().quality(), Comparator.reverseOrder()));
  }

  /** Two accounts of one person, and how sure that is. */
  record Pair(LinkedAccount from, LinkedAccount to, LinkQuality quality) {}

  /**
   * Returns an account that {@code from} names, with the surest one of the same person that {@code
   * to} names.
   */
  Optional<Pair> pair(AccountFilter from, AccountFilter to) {
    return page(from, 0, 2).stream()
        .flatMap(
            person ->
                person.accounts().stream()
                    .filter(from::matches)
                    .flatMap(
                        one ->
                            person.accounts().stream()
                                .filter(other -> other.id() != one.id() && to.matches(other))
                                .map(other -> new Pair(one, other, person.between(one, other)))))
        .max(Comparator.comparing(Pair::quality));
  }

  /**
   * Requires that the query names a community that is there.
   *
   * @throws ProblemException 400 where it names none, 404 where there is none
   */
  void requireNamed(String community) {
    if (community == null || community.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID, "'community' is required");
    }
    if (!sight.of(community) || communities.find(community).isEmpty()) {
      throw new ProblemException(ProblemType.NOT_FOUND, CommunityService.notFound(community));
    }
  }

  private String requireCommunity(String slug) {
    if (!sight.of(slug)) {
      throw new ProblemException(ProblemType.INVALID, CommunityService.notFound(slug));
    }
    return communities.require(slug).name();
  }

  /** Where on the platform the community is: as it is said, or the one place that there is. */
  private String place(String community, String plugin, Optional<String> said) {
    List<Instance> all = communities.findCalled(community, plugin);
    if (all.isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID,
          "Plugin '%s' not enabled for community '%s'".formatted(plugin, community));
    }
    return Instance.meant(all, said)
        .orElseThrow(() -> unknown(community, plugin, said))
        .platformId()
        .orElse("");
  }

  private static ProblemException unknown(String community, String plugin, Optional<String> said) {
    return new ProblemException(
        ProblemType.INVALID,
        said.map(
                place ->
                    "Plugin '%s' not enabled for community '%s' with community_platform_id '%s'"
                        .formatted(plugin, community, place))
            .orElseGet(
                () ->
                    "Plugin '%s' has multiple instances in community '%s'. Please specify"
                            .formatted(plugin, community)
                        + " community_platform_id."));
  }
}
