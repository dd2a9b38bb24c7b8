package org.metagov.gateway.identity;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.identity.IdentityRows.Held;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/**
 * Writes Metagov ids and the accounts that are linked to them: each call is one transaction, which
 * begins by locking what its community has.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class IdentityService {
  static final int MOST_ACCOUNTS = 1_000;

  /** Metagov ids are below this, as in the original: they fit into 31 bits. */
  private static final int BOUND = Integer.MAX_VALUE;

  /** The id of an account that is not in the store yet. */
  private static final long NEW = 0;

  /** What the audit log says where a plugin has told of an account, and nobody has asked. */
  private static final String LINKED = "account linked";

  private static final String UNLINKED = "account unlinked";

  private static final SecureRandom RANDOM = new SecureRandom();

  @PersistenceContext private EntityManager entities;
  @Inject private StoreClock clock;
  @Inject private IdentityQuota quota;
  @Inject private PersonSight persons;
  @Inject private Audit audit;

  /**
   * Makes {@code count} Metagov ids for {@code community}.
   *
   * @throws ProblemException 409 where it has as many as it may have
   */
  public List<Long> create(String community, int count) {
    List<Long> ids = ids(sql(), community, count);
    audit.about(community);
    audit.here(List.of());
    return ids;
  }

  private List<Long> ids(Statements sql, String community, int count) {
    quota.take(community, new Held(count, 0));
    List<Long> ids = unused(sql, count);
    IdentityRows.insertIds(sql, ids, community, clock.now());
    return ids;
  }

  private static List<Long> unused(Statements sql, int count) {
    Set<Long> ids = new LinkedHashSet<>();
    while (ids.size() < count) {
      Set<Long> more = new LinkedHashSet<>();
      while (ids.size() + more.size() < count) {
        more.add((long) RANDOM.nextInt(1, BOUND));
      }
      more.removeAll(IdentityRows.taken(sql, more));
      ids.addAll(more);
    }
    return List.copyOf(ids);
  }

  /**
   * Links an account to a person; one that is linked to them already is told anew what is said.
   *
   * @throws ProblemException 404 where there is no such person, 409 where the account is somebody
   *     else's, or there are too many
   */
  public LinkedAccount link(long externalId, AccountName name, Said said) {
    Statements sql = sql();
    quota.lock(name.community());
    long person = require(sql, externalId);
    persons.requireVisible(sql, externalId);
    Optional<LinkedAccount> there = IdentityRows.find(sql, name);
    there.ifPresent(account -> requireSame(sql, account, person));
    LinkedAccount linked =
        there.isPresent()
            ? changed(sql, there.get(), said)
            : added(sql, externalId, person, name, said);
    note(LINKED, linked);
    return linked;
  }

  /**
   * Notes that there is an account, of a person of its own where it is not known whose. Of one that
   * is linked already, what is said counts only where that is surer than before.
   *
   * @param externalId whose it is, where that is known
   * @throws ProblemException as {@link #link}
   */
  public LinkedAccount know(AccountName name, Optional<Long> externalId, Said said) {
    Statements sql = sql();
    quota.lock(name.community());
    Optional<LinkedAccount> there = IdentityRows.find(sql, name);
    if (there.isPresent()) {
      externalId.ifPresent(id -> requireSame(sql, there.get(), require(sql, id)));
      return surer(sql, there.get(), said);
    }
    long id = externalId.orElseGet(() -> ids(sql, name.community(), 1).get(0));
    LinkedAccount linked = added(sql, id, require(sql, id), name, said);
    note(LINKED, linked);
    return linked;
  }

  private LinkedAccount surer(Statements sql, LinkedAccount before, Said said) {
    if (!said.over(before.link()).quality().beats(before.link().quality())) {
      return before;
    }
    LinkedAccount after = changed(sql, before, said);
    note(LINKED, after);
    return after;
  }

  private static void requireSame(Statements sql, LinkedAccount account, long person) {
    if (require(sql, account.externalId()) != person) {
      throw new ProblemException(
          ProblemType.CONFLICT, "The account is linked to another Metagov id already");
    }
  }

  private LinkedAccount changed(Statements sql, LinkedAccount before, Said said) {
    LinkedAccount after =
        account(
            before.id(),
            before.externalId(),
            before.name(),
            said.over(before.link()),
            said.customData().orElse(before.customData()),
            before.linkedAt());
    quota.take(before.name().community(), new Held(0, after.heldBytes() - before.heldBytes()));
    IdentityRows.update(sql, after);
    return after;
  }

  private LinkedAccount added(
      Statements sql, long externalId, long person, AccountName name, Said said) {
    if (IdentityRows.countOf(sql, person) >= MOST_ACCOUNTS) {
      throw new ProblemException(
          ProblemType.CONFLICT, "One person has at most " + MOST_ACCOUNTS + " accounts");
    }
    LinkedAccount account =
        account(
            NEW,
            externalId,
            name,
            said.over(Link.UNSAID),
            said.customData().orElse(JsonValue.EMPTY_JSON_OBJECT),
            clock.now());
    quota.take(name.community(), new Held(1, account.heldBytes()));
    IdentityRows.insert(sql, account);
    return account;
  }

  private LinkedAccount account(
      long id, long externalId, AccountName name, Link how, JsonObject data, Instant linkedAt) {
    long bytes =
        Stream.of(JsonText.write(data), name.platformIdentifier(), name.communityPlatformId())
            .mapToLong(String::length)
            .sum();
    Instant changedAt = id == NEW ? linkedAt : clock.now();
    return new LinkedAccount(id, externalId, name, data, how, bytes, linkedAt, changedAt);
  }

  /**
   * Unlinks an account from whoever it is linked to.
   *
   * @param wanted of a community
   * @throws ProblemException 404 where it is linked to nobody, 400 where there are several
   */
  public void unlink(AccountFilter wanted) {
    Statements sql = sql();
    quota.lock(wanted.community().orElseThrow());
    List<LinkedAccount> found = IdentityRows.matching(sql, wanted);
    if (found.isEmpty()) {
      throw new ProblemException(ProblemType.NOT_FOUND, "There is no such linked account");
    }
    if (found.size() > 1) {
      throw new ProblemException(
          ProblemType.INVALID,
          "There are several such linked accounts: provide community_platform_id");
    }
    LinkedAccount account = found.get(0);
    IdentityRows.delete(sql, account.id());
    quota.give(account.name().community(), new Held(1, account.heldBytes()));
    note(UNLINKED, account);
  }

  /** By the number, and nothing that would tell of somebody who was erased. */
  private void note(String what, LinkedAccount account) {
    audit.here(
        what,
        account.name().community(),
        Map.of("external_id", Long.toString(account.externalId())));
  }

  private static long require(Statements sql, long id) {
    return IdentityRows.personOf(sql, id).orElseThrow(() -> PersonSight.unknown(id));
  }

  private Statements sql() {
    return Statements.on(entities.unwrap(Connection.class));
  }
}
