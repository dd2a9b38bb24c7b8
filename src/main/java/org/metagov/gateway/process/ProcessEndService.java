package org.metagov.gateway.process;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.metagov.gateway.community.PluginLeaving;

/** Ends what a plugin was still at when its community lets go of it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class ProcessEndService {
  @PersistenceContext private EntityManager entities;

  /** Removes the processes of the instance; a step that is still being taken records nothing. */
  public void end(@Observes PluginLeaving leaving) {
    entities
        .createQuery("DELETE FROM ProcessEntity p WHERE p.instanceId = :instance")
        .setParameter("instance", leaving.instanceId())
        .executeUpdate();
  }
}
