package org.metagov.gateway.key;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.StoreClock;

/** Reads and writes driver keys: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DriverKeyService {
  private static final long MOST_ACTIVE = 1_000;

  @PersistenceContext private EntityManager entities;
  @EJB private KeyCommunityService communities;
  @Inject private KeyHash hash;
  @Inject private CurrentCaller current;
  @Inject private Event<KeyChanged> changed;
  @Inject private Settings settings;
  @Inject private StoreClock clock;

  /** A key, and the communities that it sees where it does not see all. */
  public record Listed(DriverKeySnapshot key, List<String> communities) {}

  /** Returns the key {@code id}, if there was one. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<DriverKeySnapshot> find(String id) {
    return Optional.ofNullable(entities.find(DriverKey.class, Texts.key(id))).map(this::snapshot);
  }

  /**
   * Returns the key {@code id} with its communities.
   *
   * @throws ProblemException 404 where there was none
   */
  public Listed require(String id) {
    return find(id).map(this::listed).orElseThrow(() -> unknown(id));
  }

  /**
   * Returns at most {@code limit} keys whose ids come after {@code after}, in order.
   *
   * @param maker who has made them, as {@link Caller#name()}; empty: whoever
   */
  public List<Listed> page(String after, String maker, int limit) {
    var query =
        entities
            .createQuery(
                "SELECT k FROM DriverKey k WHERE k.id > :after"
                    + (maker.isEmpty() ? "" : " AND k.createdBy = :maker")
                    + " ORDER BY k.id",
                DriverKey.class)
            .setParameter("after", Texts.fitting(after));
    if (!maker.isEmpty()) {
      query.setParameter("maker", Texts.fitting(maker));
    }
    // The time and the communities are asked for once, not for each key.
    Instant now = clock.now();
    List<DriverKeySnapshot> page =
        query
            .setMaxResults(limit)
            .getResultStream()
            .map(k -> DriverKeySnapshot.of(k, now))
            .toList();
    Map<String, List<String>> seen =
        communities.names(
            page.stream().filter(k -> !k.everywhere()).map(DriverKeySnapshot::id).toList());
    return page.stream().map(k -> new Listed(k, seen.getOrDefault(k.id(), List.of()))).toList();
  }

  /**
   * Keeps a new key.
   *
   * @throws ProblemException 400 where a community is not there, or the key would outlive the one
   *     that makes it; 401 where that is revoked meanwhile; 409 where there are too many
   */
  public Listed create(DriverKeyText text, DesiredKey desired) {
    Instant now = clock.now();
    requireMaker();
    requirePlace(now);
    DriverKey key = new DriverKey();
    key.setId(text.id());
    key.setHash(hash.of(text.text()));
    key.setCreatedBy(current.get().name());
    key.setCreatedAt(now);
    apply(key, desired, now);
    entities.persist(key);
    entities.flush();
    addAll(text.id(), desired.communities().orElse(List.of()));
    changed.fire(new KeyChanged(text.id(), List.of()));
    return listed(snapshot(key));
  }

  /**
   * Makes a key as it is desired; its secret stays.
   *
   * @throws ProblemException 404 where there is none that was not revoked, else as {@link #create}
   */
  public Listed change(String id, DesiredKey desired) {
    DriverKey key = locked(id);
    List<String> before = values(key);
    apply(key, desired, clock.now());
    List<String> wanted = desired.communities().orElse(List.of());
    List<String> kept = communities.names(id);
    kept.stream().filter(c -> !wanted.contains(c)).forEach(c -> communities.remove(id, c));
    addAll(id, wanted.stream().filter(c -> !kept.contains(c)).toList());
    changed.fire(new KeyChanged(id, differing(before, values(key), !wanted.equals(kept))));
    return listed(snapshot(key));
  }

  /**
   * Ends a key for good.
   *
   * @param made whether those that it has made end with it, and what those have made
   * @return all that have ended
   * @throws ProblemException 404 where there is none that was not revoked
   */
  public List<String> revoke(String id, boolean made) {
    DriverKey key = locked(id);
    List<DriverKey> ending = new ArrayList<>();
    if (made) {
      // Its row is locked: it makes no more of them.
      madeBy(id, new HashSet<>(Set.of(id)), ending);
    }
    // The last of them, as it is the one that the request is about.
    ending.add(key);
    Instant now = clock.now();
    ending.forEach(each -> revoke(each, now));
    return ending.stream().map(DriverKey::getId).toList();
  }

  private void revoke(DriverKey key, Instant now) {
    key.setRevokedAt(now);
    communities.discount(key.getId());
    changed.fire(new KeyChanged(key.getId(), List.of("/revoked_at")));
  }

  /** Adds, locked, what {@code id} has made and was not revoked; and so on, also behind those. */
  private void madeBy(String id, Set<String> seen, List<DriverKey> found) {
    for (String made :
        entities
            .createQuery(
                "SELECT k.id FROM DriverKey k WHERE k.createdBy = :maker ORDER BY k.id",
                String.class)
            .setParameter("maker", Caller.nameOfKey(id))
            .getResultList()) {
      if (seen.add(made)) {
        DriverKey key = entities.find(DriverKey.class, made, LockModeType.PESSIMISTIC_WRITE);
        if (key != null && key.getRevokedAt() == null) {
          found.add(key);
        }
        madeBy(made, seen, found);
      }
    }
  }

  /** Locked, so that nothing is made by a key that is revoked with all that it has made. */
  private void requireMaker() {
    current
        .get()
        .keyId()
        .map(id -> entities.find(DriverKey.class, id, LockModeType.PESSIMISTIC_WRITE))
        .filter(key -> key.getRevokedAt() != null)
        .ifPresent(
            key -> {
              throw new ProblemException(ProblemType.UNAUTHORIZED, "The key was revoked");
            });
  }

  /** Notes that a key is used, unless that was noted after {@code before}. */
  public void used(String id, Instant before) {
    // Not by the entity: that would be a change of the key, and two uses at once a conflict.
    entities
        .createNativeQuery(
            "UPDATE driver_key SET last_used_at = ?1"
                + " WHERE id = ?2 AND (last_used_at IS NULL OR last_used_at < ?3)")
        .setParameter(1, InstantColumn.micros(clock.now()))
        .setParameter(2, id)
        .setParameter(3, InstantColumn.micros(before))
        .executeUpdate();
  }

  private static List<String> values(DriverKey key) {
    return List.of(
        key.getName(),
        key.getScope().wireName(),
        key.getReach().name(),
        String.valueOf(key.getExpiresAt()));
  }

  private static List<String> differing(
      List<String> before, List<String> after, boolean othersSeen) {
    List<String> names = List.of("/name", "/scope", "/communities", "/expires_at");
    return IntStream.range(0, names.size())
        .filter(i -> !before.get(i).equals(after.get(i)) || (i == 2 && othersSeen))
        .mapToObj(names::get)
        .toList();
  }

  /**
   * Forgets keys that ended so long ago that nothing tells of them any more, and communities that
   * are gone with all that was written of them.
   *
   * @return how much there was to forget
   */
  public int purge() {
    Instant now = clock.now();
    Instant ended = now.minus(settings.get(Setting.AUDIT_KEEP));
    expiredBefore(ended).forEach(communities::discount);
    Duration told = settings.get(Setting.EVENT_KEEP).plus(settings.get(Setting.DEAD_KEEP));
    String old = "(SELECT id FROM driver_key WHERE revoked_at < ?1 OR expires_at < ?1)";
    return forget("DELETE FROM driver_key_community WHERE gone_at < ?1", now.minus(told))
        + forget("DELETE FROM driver_key_community WHERE key_id IN " + old, ended)
        + forget("DELETE FROM driver_key WHERE revoked_at < ?1 OR expires_at < ?1", ended);
  }

  private List<String> expiredBefore(Instant time) {
    return entities
        .createQuery(
            "SELECT k.id FROM DriverKey k WHERE k.expiresAt < :time ORDER BY k.id", String.class)
        .setParameter("time", time)
        .getResultList();
  }

  private int forget(String delete, Instant before) {
    return entities
        .createNativeQuery(delete)
        .setParameter(1, InstantColumn.micros(before))
        .executeUpdate();
  }

  private void apply(DriverKey key, DesiredKey desired, Instant now) {
    requireEnd(desired, now);
    key.setName(Texts.fitting(desired.name()));
    key.setScope(desired.scope());
    key.setReach(desired.communities().isEmpty() ? DriverKey.Reach.ALL : DriverKey.Reach.LISTED);
    key.setExpiresAt(desired.expiresAt().orElse(null));
  }

  /** A key that ends must not live on in one that it has made. */
  private void requireEnd(DesiredKey desired, Instant now) {
    Optional<Instant> latest =
        current.get().keyId().flatMap(this::find).flatMap(DriverKeySnapshot::expiresAt);
    if (desired.expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
      DesiredKey.refuse(List.of(new FieldError("/expires_at", "must be still to come")));
    }
    if (latest.isPresent()
        && desired.expiresAt().filter(end -> !end.isAfter(latest.get())).isEmpty()) {
      DesiredKey.refuse(
          List.of(
              new FieldError(
                  "/expires_at", "must not be after " + latest.get() + ", as of your own key")));
    }
  }

  private void requirePlace(Instant now) {
    long active =
        entities
            .createQuery(
                "SELECT COUNT(k) FROM DriverKey k WHERE k.revokedAt IS NULL"
                    + " AND (k.expiresAt IS NULL OR k.expiresAt > :now)",
                Long.class)
            .setParameter("now", now)
            .getSingleResult();
    if (active >= MOST_ACTIVE) {
      throw new ProblemException(
          ProblemType.CONFLICT, "There are " + MOST_ACTIVE + " keys already: revoke some");
    }
  }

  private void addAll(String id, List<String> names) {
    List<FieldError> errors = new ArrayList<>();
    for (String name : names) {
      if (!communities.add(id, name)) {
        errors.add(new FieldError("/communities", "Community '" + name + "' not found"));
      }
    }
    DesiredKey.refuse(errors);
  }

  private DriverKey locked(String id) {
    return Optional.ofNullable(
            entities.find(DriverKey.class, Texts.key(id), LockModeType.PESSIMISTIC_WRITE))
        .filter(key -> key.getRevokedAt() == null)
        .orElseThrow(() -> unknown(id));
  }

  private Listed listed(DriverKeySnapshot key) {
    return new Listed(key, key.everywhere() ? List.of() : communities.names(key.id()));
  }

  private DriverKeySnapshot snapshot(DriverKey key) {
    return DriverKeySnapshot.of(key, clock.now());
  }

  private static ProblemException unknown(String id) {
    return new ProblemException(ProblemType.NOT_FOUND, "Driver key '" + id + "' not found");
  }
}
