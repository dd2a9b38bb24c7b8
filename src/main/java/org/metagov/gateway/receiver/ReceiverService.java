package org.metagov.gateway.receiver;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.receiver.Receiver.Origin;
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
  @Inject private Event<ReceiverAdded> added;
  @Inject private Event<ReceiverRemoved> removed;

  /** A receiver after a change, and whether the change created it. */
  public record Put(ReceiverSnapshot receiver, boolean created) {}

  /** Returns the receiver {@code name}, if there is one. */
  public Optional<ReceiverSnapshot> find(String name) {
    return Optional.ofNullable(entities.find(Receiver.class, name)).map(this::snapshot);
  }

  /**
   * Returns the receiver {@code name}.
   *
   * @throws ProblemException 404 where there is none
   */
  public ReceiverSnapshot require(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /** Returns at most {@code limit} receivers whose names come after {@code after}, in order. */
  public List<ReceiverSnapshot> page(String after, int limit) {
    return entities
        .createQuery(
            "SELECT r FROM Receiver r WHERE r.name > :after ORDER BY r.name", Receiver.class)
        .setParameter("after", after)
        .setMaxResults(limit)
        .getResultStream()
        .map(this::snapshot)
        .toList();
  }

  /**
   * Makes a receiver as it is desired, creating it where there is none. One that was paused stays
   * so.
   *
   * @throws ProblemException 409 where it is kept by the settings
   */
  public Put put(DesiredReceiver desired) {
    return put(desired, Origin.API);
  }

  /** As {@link #put(DesiredReceiver)}, for the one that the settings name. */
  public Put putFromSettings(DesiredReceiver desired) {
    return put(desired, Origin.SETTINGS);
  }

  /** Stops sending to the receiver that the settings no longer name; it keeps what waits for it. */
  public void disableUnnamed() {
    Receiver receiver = entities.find(Receiver.class, DEFAULT, LockModeType.PESSIMISTIC_WRITE);
    if (receiver != null && receiver.getOrigin() == Origin.SETTINGS) {
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
    } else if (origin == Origin.API) {
      refuseFromSettings(receiver);
    }
    boolean moved = !desired.url().equals(receiver.getUrl());
    boolean told = origin == Origin.SETTINGS && receiver.getOrigin() == origin && !moved;
    receiver.setOrigin(origin);
    receiver.setUrl(desired.url());
    receiver.setFilter(desired.filterJson());
    // A restart with the same settings does not take back what the receiver or a driver has said.
    if (!told) {
      receiver.setState(next(receiver.getState(), desired.enabled()));
    }
    sign(receiver, desired.secret());
    if (created) {
      entities.persist(receiver);
      entities.flush();
      added.fire(new ReceiverAdded(desired.name()));
    }
    return new Put(snapshot(receiver), created);
  }

  private static ReceiverState next(ReceiverState before, boolean enabled) {
    if (!enabled) {
      return ReceiverState.DISABLED;
    }
    return before == ReceiverState.PAUSED ? before : ReceiverState.ACTIVE;
  }

  private void sign(Receiver receiver, Optional<SigningSecret> secret) {
    String text = secret.map(SigningSecret::text).orElse(receiver.getSecret());
    if (text != null && !text.equals(receiver.getSecret())) {
      if (receiver.getSecret() != null) {
        receiver.setOldSecret(receiver.getSecret());
        receiver.setOldSecretUntil(clock.now().plus(OVERLAP));
      }
      receiver.setSecret(text);
    }
  }

  /**
   * Removes the receiver {@code name} with all that waits for it; false where there is none.
   *
   * @throws ProblemException 409 where it is kept by the settings
   */
  public boolean delete(String name) {
    Receiver receiver = entities.find(Receiver.class, name, LockModeType.PESSIMISTIC_WRITE);
    if (receiver == null) {
      return false;
    }
    refuseFromSettings(receiver);
    entities.remove(receiver);
    entities.flush();
    removed.fire(new ReceiverRemoved(name));
    return true;
  }

  /**
   * Changes whether the receiver {@code name} is sent anything.
   *
   * @throws ProblemException 404 where there is none
   */
  public ReceiverSnapshot turn(String name, ReceiverState state) {
    return change(name, receiver -> receiver.setState(state));
  }

  /**
   * Gives the receiver {@code name} a new secret; messages are signed with the old one, too, for a
   * day.
   *
   * @throws ProblemException 404 where there is none, 409 where it is kept by the settings
   */
  public ReceiverSnapshot rotate(String name, SigningSecret secret) {
    return change(
        name,
        receiver -> {
          refuseFromSettings(receiver);
          sign(receiver, Optional.of(secret));
        });
  }

  private ReceiverSnapshot change(String name, Consumer<Receiver> change) {
    Receiver receiver = entities.find(Receiver.class, name, LockModeType.PESSIMISTIC_WRITE);
    if (receiver == null) {
      throw unknown(name);
    }
    change.accept(receiver);
    return snapshot(receiver);
  }

  private ReceiverSnapshot snapshot(Receiver receiver) {
    return ReceiverSnapshot.of(receiver, clock.now());
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
