package org.metagov.gateway.access;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.InstantColumn;
import org.metagov.gateway.store.StoreClock;

/** Reads and writes driver keys: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DriverKeyService {
  private static final long MOST_ACTIVE = 1_000;

  @PersistenceContext private EntityManager entities;
  @Inject private KeyCommunityService communities;
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

  /** Returns at most {@code limit} keys whose ids come after {@code after}, in order. */
  public List<Listed> page(String after, int limit) {
    return entities
        .createQuery("SELECT k FROM DriverKey k WHERE k.id > :after ORDER BY k.id", DriverKey.class)
        .setParameter("after", Texts.fitting(after))
        .setMaxResults(limit)
        .getResultStream()
        .map(this::snapshot)
        .map(this::listed)
        .toList();
  }

  /**
   * Keeps a new key.
   *
   * @throws ProblemException 400 where a community is not there, or the key would outlive the one
   *     that makes it; 409 where there are too many
   */
  public Listed create(DriverKeyText text, DesiredKey desired) {
    Instant now = clock.now();
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
   * @throws ProblemException 404 where there is none that was not revoked
   */
  public void revoke(String id) {
    locked(id).setRevokedAt(clock.now());
    changed.fire(new KeyChanged(id, List.of("/revoked_at")));
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
    Duration told = settings.get(Setting.EVENT_KEEP).plus(settings.get(Setting.DEAD_KEEP));
    String old = "(SELECT id FROM driver_key WHERE revoked_at < ?1 OR expires_at < ?1)";
    return forget("DELETE FROM driver_key_community WHERE gone_at < ?1", now.minus(told))
        + forget("DELETE FROM driver_key_community WHERE key_id IN " + old, ended)
        + forget("DELETE FROM driver_key WHERE revoked_at < ?1 OR expires_at < ?1", ended);
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
