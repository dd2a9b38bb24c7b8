package org.metagov.gateway.process;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Set;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.process.Telling.Told;
import org.metagov.gateway.store.StoreClock;

/** Ends what a plugin was still at when its community lets go of it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ProcessEndService {
  private static final JsonObject DISABLED =
      JsonText.object().add("disabled", "The plugin was disabled").build();

  @PersistenceContext private EntityManager entities;
  @Inject private Telling telling;
  @Inject private StoreClock clock;

  /**
   * Removes the processes of the instance, after their drivers were told how they ended; a step
   * that is still being taken records nothing.
   */
  public void end(@Observes PluginLeaving leaving) {
    for (ProcessEntity process : waited(leaving.instanceId())) {
      Told before = Told.of(process);
      process.complete(clock.now());
      process.setErrors(DISABLED);
      telling.tell(process, before);
    }
    entities.flush();
    entities
        .createQuery("DELETE FROM ProcessEntity p WHERE p.instanceId = :instance")
        .setParameter("instance", leaving.instanceId())
        .executeUpdate();
  }

  /** Returns, locked, the processes whose end somebody waits for. */
  private List<ProcessEntity> waited(long instance) {
    // Locked one by one: Derby locks no rows that a query puts in order.
    return entities
        .createQuery(
            "SELECT p.id FROM ProcessEntity p WHERE p.instanceId = :instance"
                + " AND p.status IN :open AND p.callbackUrl IS NOT NULL ORDER BY p.id",
            Long.class)
        .setParameter("instance", instance)
        .setParameter("open", Set.of(ProcessStatus.CREATED, ProcessStatus.PENDING))
        .getResultStream()
        .map(id -> entities.find(ProcessEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
        // One may have ended meanwhile.
        .filter(process -> process != null && process.getStatus() != ProcessStatus.COMPLETED)
        .toList();
  }
}
