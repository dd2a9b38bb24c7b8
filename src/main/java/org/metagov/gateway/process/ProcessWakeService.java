package org.metagov.gateway.process;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.time.Instant;
import org.metagov.gateway.community.ProcessesNamed;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/** Lets processes be looked at of which their plugin has heard something. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ProcessWakeService {
  @PersistenceContext private EntityManager entities;
  @Inject private StoreClock clock;
  @Inject private Event<ProcessesWoken> woken;

  /** There are processes to be looked at. Fired in the transaction that says so. */
  public record ProcessesWoken() {}

  /** A step that is under way sees by the time that it was woken, and leaves it. */
  public void wake(@Observes ProcessesNamed named) {
    Statements sql = Statements.on(entities.unwrap(Connection.class));
    Instant now = clock.now();
    named.correlations().stream()
        .map(ProcessEntity::kept)
        .distinct()
        .sorted()
        .forEach(name -> ProcessRows.wake(sql, named.instanceId(), name, now));
    woken.fire(new ProcessesWoken());
  }
}
