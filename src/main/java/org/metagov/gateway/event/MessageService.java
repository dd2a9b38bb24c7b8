package org.metagov.gateway.event;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

/** Reads streams and their messages: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MessageService {
  @PersistenceContext private EntityManager entities;

  /** Returns the stream {@code name}, if it has begun. */
  public Optional<StreamSnapshot> find(String name) {
    return Optional.ofNullable(entities.find(MessageStream.class, name)).map(StreamSnapshot::of);
  }

  /** Returns at most {@code most} messages of {@code stream} after the number {@code after}. */
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
}
