package org.metagov.gateway.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.logging.Logger;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.database.Database;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/**
 * Keeps the chain: each call is one transaction. Whoever adds to it, or takes its beginning away,
 * locks its one row first: so it stays one chain, however many nodes there are.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AuditChainService {
  private static final Logger LOG = Logger.getLogger(AuditChainService.class.getName());
  private static final int AT_ONCE = 200;
  private static final String HEAD =
      "SELECT first_seq, first_mac, seq, mac, told_seq, told_at FROM audit_head";
  private static final Duration TOLD_EVERY = Duration.ofHours(1);

  @PersistenceContext private EntityManager entities;
  @Inject private AuditSeal seal;
  @Inject private AuditService service;
  @Inject private Event<AuditHead> told;
  @Inject private Settings settings;
  @Inject private StoreClock clock;
  @Inject private Meters meters;

  /**
   * Where the chain begins and ends.
   *
   * @param firstSeq the number of the last entry that is no longer kept
   * @param firstMac what that was chained with
   * @param seq the number of the last entry
   * @param mac what it is chained with
   * @param toldSeq the number of the entry that drivers were told of last
   * @param toldAt when
   */
  public record Ends(
      long firstSeq, String firstMac, long seq, String mac, long toldSeq, Instant toldAt) {}

  /**
   * What a purge did.
   *
   * @param removed how many entries
   * @param brokenAt the number of the entry that is not as it was, at which it ended
   */
  public record Purged(int removed, OptionalLong brokenAt) {
    private static final Purged NOTHING = new Purged(0, OptionalLong.empty());
  }

  /** Text as it is chained, and what it is sorted and looked for by. */
  private record Link(String body, AuditService.Entry entry) {}

  private record Pending(long id, String body, String mac) {}

  /**
   * Gives some of what is pending its places, and {@code answered}, which is not: in the order in
   * which all of it was done.
   *
   * @return whether there may be more that is pending
   */
  public boolean chain(List<AuditService.Entry> answered) {
    if (answered.isEmpty() && pending(1).isEmpty()) {
      return false;
    }
    Ends ends = lock();
    List<Pending> pending = pending(AT_ONCE);
    List<Link> links = take(pending);
    answered.forEach(entry -> links.add(new Link(JsonText.write(entry.body()), entry)));
    links.sort(Comparator.comparing(link -> link.entry().at()));
    add(ends, links);
    return pending.size() == AT_ONCE;
  }

  /** Returns what is genuine of {@code pending}, which is pending no more. */
  private List<Link> take(List<Pending> pending) {
    List<Link> links = new ArrayList<>();
    try (PreparedStatement delete =
        connection().prepareStatement("DELETE FROM audit_pending WHERE id = ?")) {
      for (Pending entry : pending) {
        delete.setLong(1, entry.id());
        delete.addBatch();
        if (isGenuine(entry)) {
          // By what was sealed alone: the other columns may be anybody's.
          JsonObject body = JsonText.parse(entry.body()).asJsonObject();
          links.add(new Link(entry.body(), AuditService.Entry.of(body)));
        } else {
          meters.of(Metric.AUDIT_FLAWS).with("forged").count();
          LOG.severe("Somebody else has written to the audit log: row " + entry.id());
        }
      }
      delete.executeBatch();
      return links;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private boolean isGenuine(Pending entry) {
    return seal.pending(entry.body()).equals(entry.mac());
  }

  private void add(Ends ends, List<Link> links) {
    long seq = ends.seq();
    String mac = ends.mac();
    try (PreparedStatement insert =
        connection()
            .prepareStatement(
                "INSERT INTO audit_entry (seq, community, body, written_at, mac)"
                    + " VALUES (?, ?, ?, ?, ?)")) {
      for (Link link : links) {
        seq++;
        mac = seal.chained(seq, mac, link.body());
        insert.setLong(1, seq);
        insert.setString(2, link.entry().column().orElse(null));
        insert.setString(3, link.body());
        insert.setLong(4, InstantColumn.micros(link.entry().at()));
        insert.setString(5, mac);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
    sql().write("UPDATE audit_head SET seq = ?, mac = ?", seq, mac);
  }

  /** Tells where the chain ends, if that is due and there is anything new. */
  public Optional<AuditHead> tell() {
    Instant now = clock.now();
    if (!isDue(ends(), now)) {
      return Optional.empty();
    }
    Ends ends = lock();
    if (!isDue(ends, now)) {
      // Another node has been quicker.
      return Optional.empty();
    }
    entities
        .createNativeQuery("UPDATE audit_head SET told_seq = ?1, told_at = ?2")
        .setParameter(1, ends.seq())
        .setParameter(2, InstantColumn.micros(now))
        .executeUpdate();
    AuditHead head = new AuditHead(ends.seq(), ends.mac(), now);
    told.fire(head);
    return Optional.of(head);
  }

  private static boolean isDue(Ends ends, Instant now) {
    return ends.seq() > ends.toldSeq() && !now.isBefore(ends.toldAt().plus(TOLD_EVERY));
  }

  /**
   * Removes some of what is older than it is kept; that it is done, and up to where, is an entry
   * itself, without which nobody could tell it from a theft. How old an entry is tells what is
   * chained; and what is not as it was stays, so that nobody has the gateway remove it.
   */
  public Purged purge() {
    Instant before = clock.now().minus(settings.get(Setting.AUDIT_KEEP));
    if (old(ends(), 1, before).equals(Purged.NOTHING)) {
      return Purged.NOTHING;
    }
    Ends ends = lock();
    Purged old = old(ends, AT_ONCE, before);
    if (old.removed() > 0) {
      remove(ends.firstSeq() + old.removed());
    }
    return old;
  }

  private Purged old(Ends ends, int most, Instant before) {
    return new ChainWalk(seal, ends).old(after(ends.firstSeq(), most, Optional.empty()), before);
  }

  private void remove(long upTo) {
    entities
        .createNativeQuery(
            "UPDATE audit_head SET first_seq = ?1,"
                + " first_mac = (SELECT mac FROM audit_entry WHERE seq = ?1)")
        .setParameter(1, upTo)
        .executeUpdate();
    entities
        .createNativeQuery("DELETE FROM audit_entry WHERE seq <= ?1")
        .setParameter(1, upTo)
        .executeUpdate();
    Instant now = clock.now();
    Deed deed =
        new Deed(
            Caller.GATEWAY,
            "",
            AuditVerification.RETENTION,
            Map.of(AuditVerification.UP_TO, Long.toString(upTo)),
            Optional.empty());
    service.append(
        new AuditService.Entry(
            now, Optional.empty(), deed.toJson(now, List.of(), OptionalInt.empty())),
        () -> LOG.info("Removed the audit log up to entry " + upTo));
  }

  /**
   * Returns at most {@code most} entries after the number {@code after}, in order.
   *
   * @param community those about this community
   */
  public List<ChainedEntry> after(long after, int most, Optional<String> community) {
    String about = community.isPresent() ? " AND community = ?" : "";
    String select =
        "SELECT seq, mac, body, community FROM audit_entry WHERE seq > ?"
            + about
            + " ORDER BY seq FETCH FIRST ? ROWS ONLY";
    try (PreparedStatement statement = connection().prepareStatement(select)) {
      int parameter = 1;
      statement.setLong(parameter++, after);
      if (community.isPresent()) {
        statement.setString(parameter++, Texts.key(community.get()));
      }
      statement.setInt(parameter, most);
      List<ChainedEntry> entries = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          entries.add(
              new ChainedEntry(
                  row.getLong("seq"),
                  row.getString("mac"),
                  row.getString("body"),
                  Optional.ofNullable(row.getString("community"))));
        }
      }
      return entries;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  /** Returns where the chain begins and ends. */
  public Ends ends() {
    return head(HEAD);
  }

  private Ends head(String select) {
    return sql()
        .first(
            select,
            row ->
                new Ends(
                    row.getLong("first_seq"),
                    row.getString("first_mac"),
                    row.getLong("seq"),
                    row.getString("mac"),
                    row.getLong("told_seq"),
                    Statements.time(row, "told_at").orElseThrow()))
        .orElseThrow();
  }

  /**
   * Returns whether that retention has removed all up to {@code seq} is written, and not chained.
   */
  public boolean isBeingTold(long seq) {
    return pending(AT_ONCE).stream()
        .filter(this::isGenuine)
        .anyMatch(
            entry ->
                entry.body().contains("\"" + AuditVerification.RETENTION + "\"")
                    && entry.body().contains("\"" + seq + "\""));
  }

  /** To the end of the transaction. */
  private Ends lock() {
    return head(Database.get().locking(HEAD));
  }

  private List<Pending> pending(int most) {
    try (PreparedStatement statement =
        connection()
            .prepareStatement(
                "SELECT id, body, mac FROM audit_pending ORDER BY id"
                    + " FETCH FIRST ? ROWS ONLY")) {
      statement.setInt(1, most);
      List<Pending> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(new Pending(row.getLong("id"), row.getString("body"), row.getString("mac")));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private Statements sql() {
    return Statements.on(connection());
  }

  private Connection connection() {
    return entities.unwrap(Connection.class);
  }
}
