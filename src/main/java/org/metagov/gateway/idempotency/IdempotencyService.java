package org.metagov.gateway.idempotency;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.idempotency.IdempotencyKey.State;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.store.StoreClock;

/** Remembers requests that carry a key: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class IdempotencyService {
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Longer than any request takes: after it, another node's request is taken for interrupted. */
  private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

  private static final int PURGED_AT_ONCE = 500;

  @PersistenceContext private EntityManager entities;
  @Inject private StoreClock clock;
  @Inject private Node node;
  @Inject @Any private Instance<Resumption> resumptions;

  /**
   * Notes that {@code request} begins, if it is the first of its key.
   *
   * @param alone whether no other thread of this node is at work on it, as {@link RunningKeys} said
   *     before this was called
   * @return what was answered to the first one; empty where this is the first, or is to be done in
   *     place of one that was interrupted before it did anything
   * @throws ProblemException 422 for another body under the same key, 409 while the first one is
   *     still running or where nobody knows how it ended
   */
  public Optional<Answer> begin(KeyedRequest request, boolean alone) {
    IdempotencyKey first = entities.find(IdempotencyKey.class, request.id());
    if (first != null && first.getStartedAt().isBefore(clock.now().minus(KEPT))) {
      // Nobody has removed it yet.
      entities.remove(first);
      entities.flush();
      first = null;
    }
    if (first == null) {
      if (!alone) {
        throw stillRunning();
      }
      entities.persist(begun(request));
      entities.flush();
      return Optional.empty();
    }
    if (!request.isOf(first.getBodyHash())) {
      throw new ProblemException(
          ProblemType.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key was used with another body");
    }
    if (first.getState() == State.DONE) {
      return Optional.of(
          new Answer(
              first.getStatus(),
              Optional.ofNullable(first.getContentType()),
              Optional.ofNullable(first.getLocation()),
              Optional.ofNullable(first.getBody())));
    }
    if (isRunning(first, alone)) {
      throw stillRunning();
    }
    for (Resumption resumption : resumptions) {
      if (resumption.covers(request.route())) {
        Optional<Answer> answer = resumption.resume(first.getId(), first.getStartedAt());
        if (answer.isEmpty()) {
          takeOver(first, alone);
        }
        return answer;
      }
    }
    throw new ProblemException(
        ProblemType.OUTCOME_UNKNOWN,
        "Outcome unknown: the first request with this Idempotency-Key was interrupted");
  }

  /** Lets this request be the first one, which has done nothing. */
  private void takeOver(IdempotencyKey first, boolean alone) {
    entities.refresh(first, LockModeType.PESSIMISTIC_WRITE);
    if (first.getState() == State.DONE || isRunning(first, alone)) {
      // Another node has been quicker.
      throw stillRunning();
    }
    first.setNode(node.id());
    first.setStartedAt(clock.now());
  }

  /** Returns whether it can be seen how far {@code request} has come. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public boolean leavesTraces(KeyedRequest request) {
    return resumptions.stream().anyMatch(resumption -> resumption.covers(request.route()));
  }

  /** Remembers what was answered. */
  public void finish(KeyedRequest request, Answer answer) {
    IdempotencyKey key = entities.find(IdempotencyKey.class, request.id());
    if (key != null) {
      key.setState(State.DONE);
      key.setStatus(answer.status());
      key.setContentType(answer.contentType().orElse(null));
      key.setLocation(answer.location().orElse(null));
      key.setBody(answer.body().orElse(null));
    }
  }

  /** Forgets a request that was refused before it did anything. */
  public void forget(KeyedRequest request) {
    Optional.ofNullable(entities.find(IdempotencyKey.class, request.id()))
        .ifPresent(entities::remove);
  }

  /** Removes some of the keys that are older than a day; returns how many. */
  public int purge() {
    // Their ids only: the answers may be too much for the memory.
    List<String> old =
        entities
            .createQuery(
                "SELECT k.id FROM IdempotencyKey k WHERE k.startedAt < :before", String.class)
            .setParameter("before", clock.now().minus(KEPT))
            .setMaxResults(PURGED_AT_ONCE)
            .getResultList();
    if (!old.isEmpty()) {
      entities
          .createQuery("DELETE FROM IdempotencyKey k WHERE k.id IN :ids")
          .setParameter("ids", old)
          .executeUpdate();
    }
    return old.size();
  }

  /** Returns what a second request of the same key is told that lost the race to begin. */
  public static ProblemException stillRunning() {
    return ProblemException.passing(
        ProblemType.CONFLICT,
        "The first request with this Idempotency-Key is still running",
        RETRY_AFTER);
  }

  /** Returns whether {@code failure} is that of a second request that began at the same moment. */
  public static boolean lostRace(RuntimeException failure) {
    return Conflicts.isDuplicate(failure);
  }

  private IdempotencyKey begun(KeyedRequest request) {
    IdempotencyKey key = new IdempotencyKey();
    key.setId(request.id());
    key.setBodyHash(request.bodyHash());
    key.setState(State.RUNNING);
    key.setNode(node.id());
    key.setStartedAt(clock.now());
    return key;
  }

  private boolean isRunning(IdempotencyKey key, boolean alone) {
    if (key.getNode().equals(node.id())) {
      return !alone;
    }
    return !node.isAlone() && key.getStartedAt().plus(LONGEST_RUN).isAfter(clock.now());
  }
}
