package org.metagov.gateway.receiver;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.key.KeyCommunityService;

/**
 * What other rooms have to know of receivers, or to tell them, in the middle of their transactions.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ReceiverHoldService {
  @PersistenceContext private EntityManager entities;
  @EJB private KeyCommunityService keys;

  /**
   * Returns whether there is the receiver {@code name}, which then stays as it is to the end of the
   * caller's transaction.
   */
  public boolean hold(String name) {
    return held(name).isPresent();
  }

  /** As {@link #hold}; returns of which communities it may hear, where there is one. */
  public Optional<Reach> holdReach(String name) {
    return held(name)
        .map(
            receiver ->
                new Reach(
                    EventFilter.of(receiver.getFilter()),
                    Optional.ofNullable(receiver.getDriverKey()).flatMap(keys::namesSeen)));
  }

  /** As {@link #hold}, of all receivers that may hear of {@code community}; returns their names. */
  public List<String> holdThoseOf(String community) {
    // Each by its name: Derby locks no rows that it has to sort.
    return entities
        .createQuery(
            "SELECT r FROM Receiver r WHERE r.state <> :removed ORDER BY r.name", Receiver.class)
        .setParameter("removed", ReceiverState.REMOVED)
        .getResultList()
        .stream()
        .filter(receiver -> mayHear(receiver, community))
        .map(Receiver::getName)
        .toList()
        .stream()
        // Once more: somebody may have changed it until it was locked.
        .filter(name -> held(name).filter(it -> mayHear(it, community)).isPresent())
        .toList();
  }

  private boolean mayHear(Receiver receiver, String community) {
    return EventFilter.of(receiver.getFilter()).hears(community)
        && (receiver.getDriverKey() == null || keys.hasSeen(receiver.getDriverKey(), community));
  }

  private Optional<Receiver> held(String name) {
    return Optional.ofNullable(locked(name))
        .filter(receiver -> receiver.getState() != ReceiverState.REMOVED);
  }

  /**
   * Returns by which address, secret and headers the receiver {@code name} is called, as the
   * caller's transaction sees it; 0 where there is none.
   */
  public long revision(String name) {
    List<?> revisions =
        entities
            .createNativeQuery(
                "SELECT revision FROM receiver WHERE name = ?1 AND state <> 'REMOVED'")
            .setParameter(1, name)
            .getResultList();
    return revisions.isEmpty() ? 0 : ((Number) revisions.get(0)).longValue();
  }

  /**
   * Notes that the receiver {@code name} wants nothing any more.
   *
   * @param revision what was called: another address has not said so
   * @return whether it is gone by this
   */
  public boolean leave(String name, long revision) {
    Receiver receiver = locked(name);
    if (receiver == null
        || receiver.getState() != ReceiverState.ACTIVE
        || receiver.getRevision() != revision) {
      return false;
    }
    receiver.setState(ReceiverState.GONE);
    return true;
  }

  private Receiver locked(String name) {
    return entities.find(Receiver.class, name, LockModeType.PESSIMISTIC_WRITE);
  }
}
