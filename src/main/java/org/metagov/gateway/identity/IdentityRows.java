package org.metagov.gateway.identity;

import jakarta.persistence.OptimisticLockException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.identity.Person.Merge;
import org.metagov.gateway.identity.Person.MetagovId;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.spi.LinkType;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** The tables of identities by plain SQL: events are asked for them by the thousand. */
final class IdentityRows {
  private static final int READ_AGAIN = 100;

  private static final String ACCOUNT =
      "SELECT a.id, a.metagov_id, a.community, a.platform_type, a.platform_identifier,"
          + " a.community_platform_id, a.custom_data, a.link_type, a.link_quality, a.held_bytes,"
          + " a.linked_at, a.changed_at FROM linked_account a";

  private IdentityRows() {}

  /** What is counted of something. */
  record Held(long rows, long bytes) {
    Held and(Held other) {
      return new Held(rows + other.rows, bytes + other.bytes);
    }
  }

  /** Returns the primary id of whom {@code id} is, if there is such a one. */
  static Optional<Long> personOf(Statements sql, long id) {
    return sql.first("SELECT person FROM metagov_id WHERE id = ?", row -> row.getLong(1), id);
  }

  /** Returns whose {@code id} is; who is merged between two reads is read again. */
  static Optional<Person> person(Statements sql, long id) {
    for (int i = 0; i < READ_AGAIN; i++) {
      Optional<Long> primary = personOf(sql, id);
      if (primary.isEmpty()) {
        return Optional.empty();
      }
      Optional<Person> found =
          persons(sql, List.of(primary.get())).stream().filter(it -> it.has(id)).findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    throw new OptimisticLockException("They are merged again and again");
  }

  /** Returns those of {@code ids} that are taken. */
  static Set<Long> taken(Statements sql, Collection<Long> ids) {
    Among among = Among.of(ids);
    return new HashSet<>(
        sql.list(
            "SELECT id FROM metagov_id WHERE id IN " + among.list(),
            row -> row.getLong(1),
            among.values().toArray()));
  }

  /** Returns the primary ids of those whom {@code ids} are of, of which there is one at least. */
  static Set<Long> primariesOf(Statements sql, Collection<Long> ids) {
    Among among = Among.of(ids);
    return new HashSet<>(
        sql.list(
            "SELECT DISTINCT person FROM metagov_id WHERE id IN " + among.list(),
            row -> row.getLong(1),
            among.values().toArray()));
  }

  static void insertIds(Statements sql, Collection<Long> ids, String community, Instant now) {
    sql.writeAll(
        "INSERT INTO metagov_id (id, community, person, created_at) VALUES (?, ?, ?, ?)",
        ids.stream().map(id -> new Object[] {id, community, id, now}).toList());
  }

  /** Returns the account {@code name}, if it is linked. */
  static Optional<LinkedAccount> find(Statements sql, AccountName name) {
    return sql.first(
        ACCOUNT
            + " WHERE a.community = ? AND a.platform_type = ? AND a.platform_identifier = ?"
            + " AND a.community_platform_id = ?",
        IdentityRows::account,
        name.community(),
        name.platformType(),
        name.platformIdentifier(),
        name.communityPlatformId());
  }

  /** Returns the accounts that {@code wanted} is about, in the order in which they were linked. */
  static List<LinkedAccount> matching(Statements sql, AccountFilter wanted) {
    AccountFilter.Where where = wanted.where();
    return sql.list(
        ACCOUNT + " WHERE " + where.conditions() + " ORDER BY a.id",
        IdentityRows::account,
        where.parameters().toArray());
  }

  /**
   * Returns the primary ids, above {@code after}, of at most {@code most} persons with an account
   * that {@code wanted} is about; of all whom its community knows, where it asks for no more.
   */
  static List<Long> primaries(Statements sql, AccountFilter wanted, long after, int most) {
    AccountFilter.Where where = wanted.where();
    List<Object> parameters = new ArrayList<>(where.parameters());
    parameters.add(after);
    String others = "";
    if (!wanted.isNarrow()) {
      others = " UNION SELECT n.person FROM metagov_id n WHERE n.community = ? AND n.person > ?";
      parameters.addAll(where.parameters());
      parameters.add(after);
    }
    parameters.add(most);
    return sql.list(
        "SELECT DISTINCT m.person FROM linked_account a JOIN metagov_id m ON m.id = a.metagov_id"
            + " WHERE "
            + where.conditions()
            + " AND m.person > ?"
            + others
            + " ORDER BY 1 FETCH FIRST ? ROWS ONLY",
        row -> row.getLong(1),
        parameters.toArray());
  }

  /** Returns how many accounts {@code person} has. */
  static long countOf(Statements sql, long person) {
    return sql.first(
            "SELECT COUNT(*) FROM linked_account a JOIN metagov_id m ON m.id = a.metagov_id"
                + " WHERE m.person = ?",
            row -> row.getLong(1),
            person)
        .orElseThrow();
  }

  static void insert(Statements sql, LinkedAccount account) {
    sql.write(
        "INSERT INTO linked_account (metagov_id, community, platform_type, platform_identifier,"
            + " community_platform_id, custom_data, link_type, link_quality, held_bytes,"
            + " linked_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        account.externalId(),
        account.name().community(),
        account.name().platformType(),
        account.name().platformIdentifier(),
        account.name().communityPlatformId(),
        JsonText.write(account.customData()),
        account.link().type().wireName(),
        account.link().quality().wireName(),
        account.heldBytes(),
        account.linkedAt(),
        account.changedAt());
  }

  static void update(Statements sql, LinkedAccount account) {
    sql.write(
        "UPDATE linked_account SET custom_data = ?, link_type = ?, link_quality = ?,"
            + " held_bytes = ?, changed_at = ? WHERE id = ?",
        JsonText.write(account.customData()),
        account.link().type().wireName(),
        account.link().quality().wireName(),
        account.heldBytes(),
        account.changedAt(),
        account.id());
  }

  static void delete(Statements sql, long id) {
    sql.write("DELETE FROM linked_account WHERE id = ?", id);
  }

  /** Whose an account is. */
  record Owner(String identifier, String place, long person) {}

  /** Returns whose the accounts of {@code community} on a platform are, by their ids there. */
  static List<Owner> owners(
      Statements sql, String community, String platformType, Collection<String> identifiers) {
    Among among = Among.of(identifiers);
    List<Object> parameters = new ArrayList<>(List.of(community, platformType));
    parameters.addAll(among.values());
    return sql.list(
        "SELECT a.platform_identifier, a.community_platform_id, m.person FROM linked_account a"
            + " JOIN metagov_id m ON m.id = a.metagov_id"
            + " WHERE a.community = ? AND a.platform_type = ? AND a.platform_identifier IN "
            + among.list(),
        row -> new Owner(row.getString(1), row.getString(2), row.getLong(3)),
        parameters.toArray());
  }

  /** Returns whether {@code community} has {@code plugin} more than once. */
  static boolean hasSeveral(Sql sql, String community, String plugin) {
    return sql.selectWithoutWaiting(
            "SELECT COUNT(*) FROM plugin_instance WHERE community = ? AND plugin = ?",
            row -> row.getLong(1) > 1,
            List.of(community, plugin))
        .get(0);
  }

  /** Returns whether any account counts in {@code community}. */
  static boolean knowsAnybody(Statements sql, String community) {
    return sql.first(
            "SELECT 1 FROM linked_account WHERE community = ? FETCH FIRST 1 ROWS ONLY",
            row -> true,
            community)
        .isPresent();
  }

  /** Returns who these are, by their primary ids, in order. */
  static List<Person> persons(Statements sql, Collection<Long> primaries) {
    if (primaries.isEmpty()) {
      return List.of();
    }
    Among among = Among.of(primaries);
    Map<Long, List<MetagovId>> ids = new HashMap<>();
    Map<Long, Long> personOf = new HashMap<>();
    sql.list(
        "SELECT id, community, person, created_at FROM metagov_id WHERE person IN "
            + among.list()
            + " ORDER BY id",
        row -> personOf.put(row.getLong("id"), add(ids, row.getLong("person"), id(row))),
        among.values().toArray());
    Map<Long, List<LinkedAccount>> accounts =
        by(
            sql.list(
                ACCOUNT
                    + " JOIN metagov_id m ON m.id = a.metagov_id WHERE m.person IN "
                    + among.list()
                    + " ORDER BY a.id",
                IdentityRows::account,
                among.values().toArray()),
            account -> personOf.get(account.externalId()));
    Map<Long, List<Merge>> merges =
        by(
            sql.list(
                "SELECT g.primary_id, g.secondary_id, g.link_type, g.link_quality, g.merged_at"
                    + " FROM metagov_id_merge g JOIN metagov_id m ON m.id = g.secondary_id"
                    + " WHERE m.person IN "
                    + among.list()
                    + " ORDER BY g.merged_at, g.secondary_id",
                IdentityRows::merge,
                among.values().toArray()),
            merge -> personOf.get(merge.secondaryId()));
    return ids.keySet().stream()
        .sorted()
        .map(
            primary ->
                new Person(
                    primary,
                    ids.get(primary),
                    merges.getOrDefault(primary, List.of()),
                    accounts.getOrDefault(primary, List.of())))
        .toList();
  }

  private static Long add(Map<Long, List<MetagovId>> ids, long person, MetagovId id) {
    ids.computeIfAbsent(person, absent -> new ArrayList<>()).add(id);
    return person;
  }

  /** What was written in between two reads is of nobody here. */
  private static <T> Map<Long, List<T>> by(List<T> found, Function<T, Long> person) {
    return found.stream()
        .filter(each -> person.apply(each) != null)
        .collect(Collectors.groupingBy(person));
  }

  /** Notes that {@code secondary} is of the same person as {@code primary}. */
  static void insertMerge(Statements sql, Merge merge) {
    sql.write(
        "INSERT INTO metagov_id_merge (secondary_id, primary_id, link_type, link_quality,"
            + " merged_at) VALUES (?, ?, ?, ?, ?)",
        merge.secondaryId(),
        merge.primaryId(),
        merge.link().type().wireName(),
        merge.link().quality().wireName(),
        merge.mergedAt());
  }

  /** Says anew how that is known of two that were merged, whichever of them was the primary one. */
  static void updateMerge(Statements sql, long one, long other, Link link) {
    sql.write(
        "UPDATE metagov_id_merge SET link_type = ?, link_quality = ?"
            + " WHERE (primary_id = ? AND secondary_id = ?)"
            + " OR (primary_id = ? AND secondary_id = ?)",
        link.type().wireName(),
        link.quality().wireName(),
        one,
        other,
        other,
        one);
  }

  /** Makes all ids of {@code persons} those of {@code primary}. */
  static void become(Statements sql, Collection<Long> persons, long primary) {
    Among among = Among.of(persons);
    List<Object> parameters = new ArrayList<>(List.of(primary));
    parameters.addAll(among.values());
    sql.write(
        "UPDATE metagov_id SET person = ? WHERE person IN " + among.list(), parameters.toArray());
  }

  /** Removes all that is kept of {@code person}; returns whether that was no more than it is. */
  static boolean erase(Statements sql, Person person) {
    long primary = person.primary();
    String ids = " IN (SELECT id FROM metagov_id WHERE person = ?)";
    int accounts = sql.write("DELETE FROM linked_account WHERE metagov_id" + ids, primary);
    sql.write("DELETE FROM metagov_id_merge WHERE secondary_id" + ids, primary);
    int all = sql.write("DELETE FROM metagov_id WHERE person = ?", primary);
    return accounts == person.accounts().size() && all == person.ids().size();
  }

  /** Returns what {@code community} has of ids and accounts. */
  static Held heldBy(Statements sql, String community) {
    return sql.first(
            "SELECT COUNT(*), COALESCE(SUM(held_bytes), 0) FROM linked_account WHERE community = ?",
            row -> new Held(row.getLong(1), row.getLong(2)),
            community)
        .orElseThrow()
        .and(
            sql.first(
                    "SELECT COUNT(*) FROM metagov_id WHERE community = ?",
                    row -> new Held(row.getLong(1), 0),
                    community)
                .orElseThrow());
  }

  /** Removes what {@code community} knows, and those whom nobody else knows. */
  static void forget(Statements sql, String community) {
    sql.write("DELETE FROM linked_account WHERE community = ?", community);
    sql.write("UPDATE metagov_id SET community = NULL WHERE community = ?", community);
    String nobody =
        " IN (SELECT n.id FROM metagov_id n WHERE n.community IS NULL"
            + " AND NOT EXISTS (SELECT 1 FROM metagov_id m WHERE m.person = n.person"
            + " AND m.community IS NOT NULL)"
            + " AND NOT EXISTS (SELECT 1 FROM linked_account a JOIN metagov_id m"
            + " ON m.id = a.metagov_id WHERE m.person = n.person))";
    sql.write("DELETE FROM metagov_id_merge WHERE secondary_id" + nobody);
    sql.write("DELETE FROM metagov_id WHERE id" + nobody);
  }

  private static MetagovId id(ResultSet row) throws SQLException {
    return new MetagovId(
        row.getLong("id"),
        Optional.ofNullable(row.getString("community")),
        InstantColumn.instant(row.getLong("created_at")));
  }

  private static Merge merge(ResultSet row) throws SQLException {
    return new Merge(
        row.getLong("primary_id"),
        row.getLong("secondary_id"),
        link(row),
        InstantColumn.instant(row.getLong("merged_at")));
  }

  private static LinkedAccount account(ResultSet row) throws SQLException {
    return new LinkedAccount(
        row.getLong("id"),
        row.getLong("metagov_id"),
        new AccountName(
            row.getString("community"),
            row.getString("platform_type"),
            row.getString("platform_identifier"),
            row.getString("community_platform_id")),
        JsonText.parse(row.getString("custom_data")).asJsonObject(),
        link(row),
        row.getLong("held_bytes"),
        InstantColumn.instant(row.getLong("linked_at")),
        InstantColumn.instant(row.getLong("changed_at")));
  }

  private static Link link(ResultSet row) throws SQLException {
    return new Link(
        LinkType.ofWire(row.getString("link_type")).orElseThrow(),
        LinkQuality.ofWire(row.getString("link_quality")).orElseThrow());
  }
}
