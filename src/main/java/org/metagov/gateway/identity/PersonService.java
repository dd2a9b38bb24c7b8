package org.metagov.gateway.identity;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.community.CommunityLeaving;
import org.metagov.gateway.identity.IdentityRows.Held;
import org.metagov.gateway.identity.Person.Merge;
import org.metagov.gateway.identity.Person.MetagovId;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/**
 * Makes one person of two, and none of one: each call is one transaction. What communities have is
 * locked first, then who is of a person, in the order of names and numbers: so nobody waits for
 * somebody who waits for him.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class PersonService {
  private static final int MOST_IDS = 100;

  @PersistenceContext private EntityManager entities;
  @Inject private Sql plain;
  @Inject private StoreClock clock;
  @Inject private IdentityQuota quota;
  @Inject private PersonSight sight;
  @Inject private Audit audit;

  /**
   * Makes one person of those of two ids, whose primary id is {@code primary} then; where they are
   * one already, how that is known is said anew.
   *
   * @throws ProblemException 404 where there is no such person, 403 where communities know of them
   *     that the caller does not see, 409 where it would have too much
   */
  public Person merge(long primary, long secondary, Said said) {
    Statements sql = sql();
    List<Person> both = alone(sql, List.of(primary, secondary));
    Set<Long> persons = new TreeSet<>(both.stream().map(Person::primary).toList());
    if (persons.size() > 1) {
      requireRoom(both);
      IdentityRows.insertMerge(
          sql, new Merge(primary, secondary, said.over(Link.UNSAID), clock.now()));
    } else {
      both.get(0)
          .merge(primary, secondary)
          .map(before -> said.over(before.link()))
          .ifPresent(link -> IdentityRows.updateMerge(sql, primary, secondary, link));
    }
    IdentityRows.become(sql, persons, primary);
    audit.named("primary_instance_id", Long.toString(primary));
    audit.named("secondary_instance_id", Long.toString(secondary));
    audit.here(List.of());
    return IdentityRows.persons(sql, List.of(primary)).get(0);
  }

  private static void requireRoom(List<Person> persons) {
    if (persons.stream().mapToInt(person -> person.ids().size()).sum() > MOST_IDS) {
      throw tooMany(MOST_IDS + " Metagov ids");
    }
    int most = IdentityService.MOST_ACCOUNTS;
    if (persons.stream().mapToInt(person -> person.accounts().size()).sum() > most) {
      throw tooMany(most + " accounts");
    }
  }

  private static ProblemException tooMany(String what) {
    return new ProblemException(ProblemType.CONFLICT, "One person has at most " + what);
  }

  /**
   * Erases all that is kept of the person of {@code id}.
   *
   * @throws ProblemException 404 where there is no such person, 403 where communities know of them
   *     that the caller does not see
   */
  public void erase(long id) {
    Statements sql = sql();
    Set<String> communities = new TreeSet<>(person(sql, id).communities().toList());
    communities.forEach(quota::lock);
    Person person = alone(sql, List.of(id)).get(0);
    Map<String, Held> held = held(person);
    if (!communities.containsAll(held.keySet())) {
      throw known(null);
    }
    // Whoever links an account locks its community alone: it may be one that is not known here yet.
    orKnown(
        () -> {
          if (!IdentityRows.erase(sql, person)) {
            throw known(null);
          }
        });
    held.forEach(quota::give);
    audit.named("id", Long.toString(id));
    if (held.size() == 1) {
      audit.about(held.keySet().iterator().next());
    }
    audit.here(List.of());
  }

  /** Removes; what has come to be known of somebody who is removed makes it look again. */
  private static void orKnown(Runnable removal) {
    try {
      removal.run();
    } catch (RuntimeException e) {
      throw Conflicts.isOrphan(e) ? known(e) : e;
    }
  }

  /** Returns what makes whoever erases look again at what there is to erase. */
  private static OptimisticLockException known(Throwable cause) {
    return new OptimisticLockException("More has come to be known of them meanwhile", cause);
  }

  private static Map<String, Held> held(Person person) {
    Map<String, Held> held = new TreeMap<>();
    person.ids().stream()
        .map(MetagovId::community)
        .flatMap(Optional::stream)
        .forEach(community -> held.merge(community, new Held(1, 0), Held::and));
    person
        .accounts()
        .forEach(
            account ->
                held.merge(
                    account.name().community(), new Held(1, account.heldBytes()), Held::and));
    return held;
  }

  /** What a community knows goes with it, and whom nobody else knows. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void leaving(@Observes CommunityLeaving leaving) {
    Statements sql = sql();
    quota.lock(leaving.community());
    Held held = IdentityRows.heldBy(sql, leaving.community());
    orKnown(() -> IdentityRows.forget(sql, leaving.community()));
    quota.give(leaving.community(), held);
  }

  /**
   * Returns the persons of {@code ids}, one for each id, all of whom the caller sees. They stay who
   * they are to the end of the transaction: whoever makes somebody another one locks the row of the
   * primary id.
   */
  private List<Person> alone(Statements sql, List<Long> ids) {
    Set<Long> primaries = new TreeSet<>(ids.stream().map(id -> person(sql, id).primary()).toList());
    for (Long primary : primaries) {
      plain.selectLocked(
          "SELECT id FROM metagov_id WHERE id = ?", row -> row.getLong(1), List.of(primary));
    }
    List<Person> locked = IdentityRows.persons(sql, primaries);
    List<Person> persons =
        ids.stream().flatMap(id -> locked.stream().filter(person -> person.has(id))).toList();
    if (persons.size() < ids.size()) {
      throw new OptimisticLockException("They were merged, or erased, meanwhile");
    }
    for (int i = 0; i < persons.size(); i++) {
      sight.requireWhole(persons.get(i), ids.get(i));
    }
    return persons;
  }

  private static Person person(Statements sql, long id) {
    return IdentityRows.person(sql, id).orElseThrow(() -> PersonSight.unknown(id));
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
