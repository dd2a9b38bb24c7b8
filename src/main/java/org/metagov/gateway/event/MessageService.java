package org.metagov.gateway.event;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/** Reads streams and their messages: each call is one transaction, but where it says so. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MessageService {
  @PersistenceContext private EntityManager entities;
  @Inject private Sql sql;

  /** Returns the stream {@code name}, if it has begun. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Optional<StreamSnapshot> find(String name) {
    return Optional.ofNullable(entities.find(MessageStream.class, Texts.key(name)))
        .map(StreamSnapshot::of);
  }

  /** Returns at most {@code most} messages of {@code stream} after the number {@code after}. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<Message> after(String stream, long after, int most) {
    return entities
        .createQuery(
            "SELECT m FROM MessageEntity m WHERE m.stream = :stream AND m.sequence > :after"
                + " ORDER BY m.sequence",
            MessageEntity.class)
        .setParameter("stream", stream)
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultStream()
        .map(Message::of)
        .toList();
  }

  /** Returns the messages of {@code stream} that have these numbers, in order. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<Message> at(String stream, List<Long> sequences) {
    if (sequences.isEmpty()) {
      return List.of();
    }
    return entities
        .createQuery(
            "SELECT m FROM MessageEntity m WHERE m.stream = :stream AND m.sequence IN :sequences"
                + " ORDER BY m.sequence",
            MessageEntity.class)
        .setParameter("stream", stream)
        .setParameter("sequences", sequences)
        .getResultStream()
        .map(Message::of)
        .toList();
  }

  /** Returns the stream {@code name}, which nobody adds to before the caller's transaction ends. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<StreamSnapshot> hold(String name) {
    return Optional.ofNullable(
            entities.find(MessageStream.class, name, LockModeType.PESSIMISTIC_WRITE))
        .map(StreamSnapshot::of);
  }

  /**
   * From here on to the end of the caller's transaction nobody else opens the log of a community.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void holdOpening() {
    sql.selectLocked("SELECT name FROM log_opening", row -> row.getString(1), List.of());
  }

  /** Returns {@code stream} as it is for whoever sees what was written since then. */
  public StreamSnapshot since(StreamSnapshot stream, Instant then) {
    return stream.after(lastBefore(stream, then));
  }

  /** Returns the number of the last message of {@code stream} that was written before then. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public long lastBefore(StreamSnapshot stream, Instant then) {
    return MessageRows.lastBefore(
        Statements.on(entities.unwrap(Connection.class)),
        stream.name(),
        stream.purged(),
        stream.newest(),
        then);
  }
}
