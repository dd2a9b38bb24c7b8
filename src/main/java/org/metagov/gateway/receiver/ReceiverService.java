package org.metagov.gateway.receiver;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.database.InstantColumn;
import org.metagov.gateway.key.DriverKeyService;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.receiver.Receiver.Origin;
import org.metagov.gateway.receiver.ReceiverQuota.Use;
import org.metagov.gateway.store.StoreClock;

/** Reads and writes receivers: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ReceiverService {
  /** The receiver that the settings name, and whose secret callbacks are signed with. */
  public static final String DEFAULT = "default";

  /** How long a receiver has to learn its new secret. */
  private static final Duration OVERLAP = Duration.ofHours(24);

  @PersistenceContext private EntityManager entities;
  @Inject private StoreClock clock;
  @Inject private Sight sight;
  @Inject private CurrentCaller current;
  @EJB private DriverKeyService keys;
  @Inject private ReceiverQuota quota;
  @Inject private Audit audit;
  @Inject private Event<ReachChanged> reach;
  @Inject private Event<ReceiverWoken> woken;
  @Inject private Event<SystemEventsWanted> wanted;

  /** A receiver after a change, and whether the change created it. */
  public record Put(ReceiverSnapshot receiver, boolean created) {}

  /** Returns the receiver {@code name}, if there is one. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<ReceiverSnapshot> find(String name) {
    return Optional.ofNullable(entities.find(Receiver.class, Texts.key(name)))
        .filter(ReceiverService::isKnown)
        .map(this::snapshot);
  }

  /**
   * A receiver with what tells whether it is still the same.
   *
   * @param until when it becomes another one by itself
   */
  public record Marked(ReceiverMark mark, Optional<Instant> until, ReceiverSnapshot receiver) {}

  /** As {@link #find}, for whoever remembers it. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<Marked> findMarked(String name) {
    return Optional.ofNullable(entities.find(Receiver.class, Texts.key(name)))
        .filter(ReceiverService::isKnown)
        .map(this::marked);
  }

  private Marked marked(Receiver receiver) {
    Instant now = clock.now();
    return new Marked(
        new ReceiverMark(receiver.getVersion(), receiver.getRevision()),
        Optional.ofNullable(receiver.getOldSecretUntil()).filter(now::isBefore),
        ReceiverSnapshot.of(receiver, now));
  }

  /**
   * Returns the receiver {@code name}.
   *
   * @throws ProblemException 404 where there is none that the caller sees, 500 where it cannot be
   *     opened
   */
  public ReceiverSnapshot require(String name) {
    Receiver receiver =
        Optional.ofNullable(entities.find(Receiver.class, Texts.key(name)))
            .filter(ReceiverService::isKnown)
            .map(this::requireSeen)
            .orElseThrow(() -> unknown(name));
    try {
      return snapshot(receiver);
    } catch (UnreadableException e) {
      throw new ProblemException(
          ProblemType.INTERNAL,
          "What the database has of receiver '"
              + receiver.getName()
              + "' cannot be opened: put it anew, or delete it",
          e);
    }
  }

  /**
   * Some receivers, in the order of their names.
   *
   * @param receivers those that can be read
   * @param unreadable the names of those that cannot be opened
   * @param next behind which name others come; empty: there are no more
   */
  public record Page(
      List<ReceiverSnapshot> receivers, List<String> unreadable, Optional<String> next) {}

  /**
   * Returns at most {@code limit} receivers whose names come after {@code after}, of those that the
   * caller sees.
   */
  public Page page(String after, int limit) {
    Optional<String> key = sight.limit();
    var query =
        entities
            .createQuery(
                "SELECT r FROM Receiver r WHERE r.name > :after AND r.state <> :removed"
                    + key.map(k -> " AND r.driverKey = :key").orElse("")
                    + " ORDER BY r.name",
                Receiver.class)
            .setParameter("after", Texts.fitting(after))
            .setParameter("removed", ReceiverState.REMOVED);
    key.ifPresent(k -> query.setParameter("key", k));
    List<Receiver> found = query.setMaxResults(limit + 1).getResultList();
    List<ReceiverSnapshot> readable = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    Instant now = clock.now();
    for (Receiver receiver : found.subList(0, Math.min(limit, found.size()))) {
      try {
        readable.add(ReceiverSnapshot.of(receiver, now));
      } catch (UnreadableException e) {
        unreadable.add(receiver.getName());
      }
    }
    return new Page(
        readable,
        unreadable,
        found.size() > limit ? Optional.of(found.get(limit - 1).getName()) : Optional.empty());
  }

  /**
   * Makes a receiver as it is desired, creating it where there is none. One that was paused stays
   * so.
   *
   * @throws ProblemException 403 where it signs callbacks of others, 409 where it is kept by the
   *     settings, is one too many, or has lost what is not given anew, 503 where one of that name
   *     is still being removed
   */
  public Put put(DesiredReceiver desired) {
    refuseDefault(desired.name());
    return put(desired, Origin.API);
  }

  /** As {@link #put(DesiredReceiver)}, for the one that the settings name. */
  public Put putFromSettings(DesiredReceiver desired) {
    return put(desired, Origin.SETTINGS);
  }

  /** Stops sending to the receiver that the settings no longer name; it keeps what waits for it. */
  public void disableUnnamed() {
    Receiver receiver = entities.find(Receiver.class, DEFAULT, LockModeType.PESSIMISTIC_WRITE);
    if (receiver != null && isKnown(receiver) && receiver.getOrigin() == Origin.SETTINGS) {
      receiver.setState(ReceiverState.DISABLED);
      receiver.setOrigin(Origin.API);
    }
  }

  private Put put(DesiredReceiver desired, Origin origin) {
    Receiver receiver =
        entities.find(Receiver.class, desired.name(), LockModeType.PESSIMISTIC_WRITE);
    boolean created = receiver == null;
    if (created) {
      receiver = new Receiver();
      receiver.setName(desired.name());
      receiver.setState(ReceiverState.ACTIVE);
      receiver.setCreatedAt(clock.now());
      current.get().keyId().ifPresent(receiver::setDriverKey);
    } else {
      requireSeen(receiver);
      refuseRemoved(receiver);
    }
    if (origin == Origin.API) {
      refuseFromSettings(receiver);
    }
    Use before = created ? Use.none(receiver) : Use.of(receiver);
    requireAnew(receiver, desired, origin);
    Optional<Heard> heard = created ? Optional.empty() : Optional.of(Heard.by(receiver));
    boolean woken = change(receiver, desired, origin);
    quota.written(receiver, before);
    if (created) {
      entities.persist(receiver);
      entities.flush();
    } else if (woken) {
      wake(receiver);
    }
    if (!heard.equals(Optional.of(Heard.by(receiver)))) {
      Instant since = created ? receiver.getCreatedAt() : clock.now();
      reach.fire(new ReachChanged(desired.name(), Optional.empty(), since));
    }
    if (desired.filter().systemEvents()) {
      wanted.fire(new SystemEventsWanted(desired.name()));
    }
    return new Put(snapshot(receiver), created);
  }

  /** Of what a receiver may hear at all. */
  private record Heard(
      Optional<List<String>> communities, boolean systemEvents, Optional<String> key) {
    static Heard by(Receiver receiver) {
      EventFilter filter = EventFilter.of(receiver.getFilter());
      return new Heard(
          filter.communities(),
          filter.systemEvents(),
          Optional.ofNullable(receiver.getDriverKey()));
    }
  }

  /** What cannot be opened has to be given anew: else messages would go out without it. */
  private static void requireAnew(Receiver receiver, DesiredReceiver desired, Origin origin) {
    Set<String> lost = receiver.forgetUnreadable();
    refuseLost(lost.contains("secret") && desired.secret().isEmpty(), receiver, "secret");
    boolean undressed = lost.contains("headers") && desired.headers().isEmpty();
    refuseLost(undressed && origin == Origin.API, receiver, "headers");
  }

  private static void refuseLost(boolean lost, Receiver receiver, String what) {
    if (lost) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "The %s of receiver '%s' cannot be opened in the database: give it anew"
              .formatted(what, receiver.getName()));
    }
  }

  /** Returns whether what waits for it is to be tried now. */
  private boolean change(Receiver receiver, DesiredReceiver desired, Origin origin) {
    ReceiverState before = receiver.getState();
    boolean fromSettings = origin == Origin.SETTINGS;
    boolean moved = !desired.url().equals(receiver.getUrl());
    boolean elsewhere = moved && leadsElsewhere(receiver.getUrl(), desired.url());
    boolean told = fromSettings && receiver.getOrigin() == origin && !moved;
    receiver.setOrigin(origin);
    boolean owned = own(receiver, desired.driverKey(), origin);
    receiver.setUrl(desired.url());
    boolean filtered = !desired.filterJson().equals(receiver.getFilter());
    receiver.setFilter(desired.filterJson());
    boolean reformed = desired.format() != receiver.getFormat();
    receiver.setFormat(desired.format());
    // A restart with the same settings does not take back what the receiver or a driver has said.
    if (!told) {
      receiver.setState(next(before, desired.enabled()));
    }
    boolean signed = sign(receiver, desired.secret());
    boolean dressed =
        (elsewhere && fromSettings) ? undress(receiver) : dress(receiver, desired, elsewhere);
    Map<String, Boolean> changes = new LinkedHashMap<>();
    changes.put("/url", moved);
    changes.put("/secret", signed);
    changes.put("/headers", dressed);
    changes.put("/filter", filtered);
    changes.put("/format", reformed);
    changes.put("/driver_key", owned);
    changes.put("/state", receiver.getState() != before);
    audit.here(changes.keySet().stream().filter(changes::get).toList());
    boolean called = moved || signed || dressed || reformed;
    if (called) {
      revise(receiver);
    }
    return called || owned || !fromSettings || receiver.getState() != before;
  }

  /** Returns whether it is another driver's now: only whoever says so takes it over. */
  private boolean own(Receiver receiver, Optional<String> wanted, Origin origin) {
    String before = receiver.getDriverKey();
    if (origin == Origin.SETTINGS) {
      receiver.setDriverKey(null);
    } else if (wanted.isPresent()) {
      requireKey(wanted.get());
      receiver.setDriverKey(wanted.get());
    }
    return !Objects.equals(before, receiver.getDriverKey());
  }

  private void requireKey(String wanted) {
    boolean own = current.get().keyId().filter(wanted::equals).isPresent();
    if (!own && (sight.limit().isPresent() || keys.find(wanted).isEmpty())) {
      String detail = "Driver key '" + wanted + "' not found";
      throw ProblemException.invalid(
          "/driver_key " + detail, List.of(new FieldError("/driver_key", detail)));
    }
  }

  private static ReceiverState next(ReceiverState before, boolean enabled) {
    if (!enabled) {
      return ReceiverState.DISABLED;
    }
    return before == ReceiverState.PAUSED ? before : ReceiverState.ACTIVE;
  }

  /** Returns whether the secret is another one now. */
  private boolean sign(Receiver receiver, Optional<SigningSecret> secret) {
    String text = secret.map(SigningSecret::text).orElse(receiver.getSecret());
    if (text == null || text.equals(receiver.getSecret())) {
      return false;
    }
    if (receiver.getSecret() != null) {
      receiver.setOldSecret(receiver.getSecret());
      receiver.setOldSecretUntil(clock.now().plus(OVERLAP));
    }
    receiver.setSecret(text);
    return true;
  }

  /** Returns whether another server is at the new address: it must not be sent the keys of old. */
  private static boolean leadsElsewhere(String before, String now) {
    try {
      return before != null && !HttpUrl.of(before).origin().equals(HttpUrl.of(now).origin());
    } catch (IllegalArgumentException e) {
      // An earlier version has taken what is no address today.
      return true;
    }
  }

  /** Returns whether it has other headers now. */
  private static boolean dress(Receiver receiver, DesiredReceiver desired, boolean elsewhere) {
    ReceiverHeaders kept = ReceiverHeaders.of(receiver.getHeaders());
    if (elsewhere) {
      DesiredHeaders.requireAnew(desired.headers(), kept);
    }
    ReceiverHeaders headers = desired.headers().map(wanted -> wanted.onto(kept)).orElse(kept);
    if (headers.equals(kept)) {
      return false;
    }
    receiver.setHeaders(headers.toJson());
    return true;
  }

  /** Nobody is there to give the headers anew, and the other server must not be sent them. */
  private static boolean undress(Receiver receiver) {
    boolean dressed = !ReceiverHeaders.of(receiver.getHeaders()).equals(ReceiverHeaders.none());
    receiver.setHeaders(ReceiverHeaders.none().toJson());
    return dressed;
  }

  /** Never a number that one of that name has had before. */
  private void revise(Receiver receiver) {
    receiver.setRevision(Math.max(receiver.getRevision() + 1, InstantColumn.micros(clock.now())));
  }

  private void wake(Receiver receiver) {
    if (receiver.getState() == ReceiverState.ACTIVE) {
      woken.fire(new ReceiverWoken(receiver.getName()));
    }
  }

  /**
   * Marks the receiver {@code name} as removed: {@link ReceiverRemoval} does the rest.
   *
   * @throws ProblemException 404 where there is none, 403 where it signs callbacks of others, 409
   *     where it is kept by the settings
   */
  public void delete(String name) {
    Receiver receiver = locked(name);
    refuseDefault(name);
    refuseFromSettings(receiver);
    receiver.setState(ReceiverState.REMOVED);
    quota.deleted(receiver);
    audit.here(List.of());
  }

  /**
   * Changes whether the receiver {@code name} is sent anything.
   *
   * @throws ProblemException 404 where there is none
   */
  public ReceiverSnapshot turn(String name, ReceiverState state) {
    Receiver receiver = locked(name);
    receiver.setState(state);
    audit.here(List.of("/state"));
    wake(receiver);
    return snapshot(receiver);
  }

  /**
   * Gives the receiver {@code name} a new secret; messages are signed with the old one, too, for a
   * day.
   *
   * @throws ProblemException 404 where there is none, 403 where it signs callbacks of others, 409
   *     where it is kept by the settings
   */
  public ReceiverSnapshot rotate(String name, SigningSecret secret) {
    Receiver receiver = locked(name);
    refuseDefault(name);
    refuseFromSettings(receiver);
    audit.here(List.of("/secret"));
    // A secret that cannot be opened is replaced; without the rest it cannot be called.
    if (receiver.forgetUnreadable().stream().anyMatch(column -> !column.endsWith("secret"))) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "More than the secret of receiver '" + name + "' cannot be opened: put it anew");
    }
    if (sign(receiver, Optional.of(secret))) {
      revise(receiver);
      wake(receiver);
    }
    return snapshot(receiver);
  }

  private Receiver locked(String name) {
    return Optional.ofNullable(
            entities.find(Receiver.class, Texts.key(name), LockModeType.PESSIMISTIC_WRITE))
        .filter(ReceiverService::isKnown)
        .map(this::requireSeen)
        .orElseThrow(() -> unknown(name));
  }

  private Receiver requireSeen(Receiver receiver) {
    if (!sight.ofKey(Optional.ofNullable(receiver.getDriverKey()))) {
      throw unknown(receiver.getName());
    }
    return receiver;
  }

  private static boolean isKnown(Receiver receiver) {
    return receiver.getState() != ReceiverState.REMOVED;
  }

  private ReceiverSnapshot snapshot(Receiver receiver) {
    return ReceiverSnapshot.of(receiver, clock.now());
  }

  private static void refuseRemoved(Receiver receiver) {
    if (!isKnown(receiver)) {
      throw ProblemException.passing(
          ProblemType.BUSY,
          "A receiver '" + receiver.getName() + "' is still being removed",
          Duration.ofSeconds(2));
    }
  }

  /** Its secret signs what drivers without a key of their own have begun, in any community. */
  private void refuseDefault(String name) {
    if (name.equals(DEFAULT) && sight.limit().isPresent()) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "The receiver 'default' takes a key that sees all communities");
    }
  }

  private static void refuseFromSettings(Receiver receiver) {
    if (receiver.getOrigin() == Origin.SETTINGS) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "Receiver '" + receiver.getName() + "' is kept by metagov.driver.event-receiver-url");
    }
  }

  private static ProblemException unknown(String name) {
    return new ProblemException(ProblemType.NOT_FOUND, "Receiver '" + name + "' not found");
  }
}
