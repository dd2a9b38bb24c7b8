package org.metagov.gateway.lifecycle;

import jakarta.annotation.Priority;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.community.PluginLeaving;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.process.ProcessCallbacks;
import org.metagov.gateway.process.ProcessCallbacks.Observed;
import org.metagov.gateway.process.ProcessEntity;
import org.metagov.gateway.process.ProcessQuota;
import org.metagov.gateway.process.ProcessStatus;
import org.metagov.gateway.process.ProcessesDisabled;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/** Ends what a plugin was still at when its community lets go of it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ProcessEndService {
  private static final int FIRST = 100;
  private static final String PENDING = " WHERE instance_id = ? AND status <> 'COMPLETED'";

  private static final JsonObject DISABLED =
      JsonText.object().add("disabled", "The plugin was disabled").build();

  private static final JsonObject UNCOUNTED =
      JsonText.object(DISABLED)
          .add("uncounted", "Something had come in for it that it has not taken in")
          .build();

  @PersistenceContext private EntityManager entities;
  @Inject private ProcessCallbacks callbacks;
  @Inject private ProcessQuota quota;
  @Inject private Stages stages;
  @Inject private Arrivals arrivals;
  @Inject private Event<ProcessesDisabled> disabled;
  @Inject private StoreClock clock;

  /**
   * Removes the processes of the instance, after their drivers were told how they ended; a step
   * that is still being taken records nothing. The first of those who hear of it, as a step that is
   * recorded locks its process before anything of the inbox.
   */
  public void end(@Observes @Priority(FIRST) PluginLeaving leaving) {
    Held held = held(leaving.instanceId());
    List<ProcessEntity> waited = waited(leaving.instanceId());
    Set<Long> uncounted = uncounted(leaving, waited);
    for (ProcessEntity process : waited) {
      Observed before = Observed.of(process);
      process.complete(clock.now());
      process.setErrors(uncounted.contains(process.getId()) ? UNCOUNTED : DISABLED);
      if (!Observed.of(process).equals(before)) {
        callbacks.append(process);
      }
    }
    entities.flush();
    entities
        .createQuery("DELETE FROM ProcessEntity p WHERE p.instanceId = :instance")
        .setParameter("instance", leaving.instanceId())
        .executeUpdate();
    quota.end(leaving.community(), held.rows(), held.bytes());
    disabled.fire(new ProcessesDisabled(leaving.plugin(), held.rows()));
  }

  /** Returns those of {@code waited} that go without what they were to take in. */
  private Set<Long> uncounted(PluginLeaving leaving, List<ProcessEntity> waited) {
    List<Long> reading =
        waited.stream()
            .filter(process -> process.getStatus() == ProcessStatus.PENDING)
            .filter(
                process ->
                    stages
                        .find(process.getPlugin(), process.getName())
                        .filter(ProcessDescriptor::reads)
                        .isPresent())
            .map(ProcessEntity::getId)
            .toList();
    return arrivals.waiting(leaving.instanceId(), reading, leaving.since());
  }

  /** What the pending processes of an instance hold together. */
  private record Held(long rows, long bytes) {}

  /** Locks those that are pending, and returns what they hold: none ends meanwhile by itself. */
  private Held held(long instance) {
    Statements sql = Statements.on(entities.unwrap(Connection.class));
    sql.write("UPDATE governance_process SET version = version" + PENDING, instance);
    return sql.first(
            "SELECT COUNT(*), COALESCE(SUM(held_bytes), 0) FROM governance_process" + PENDING,
            row -> new Held(row.getLong(1), row.getLong(2)),
            instance)
        .orElseThrow();
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
