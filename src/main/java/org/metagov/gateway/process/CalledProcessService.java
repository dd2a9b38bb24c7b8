package org.metagov.gateway.process;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.metagov.gateway.community.PluginCalled;
import org.metagov.gateway.store.Sql;

/**
 * Keeps with each process what its instance is called: whoever reads a process does not touch the
 * row of the instance, which is locked before processes by whoever disables it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class CalledProcessService {
  @Inject private Sql sql;

  /** Calls the processes of an instance as that is called from now on. */
  public void called(@Observes PluginCalled instance) {
    sql.update(
        "UPDATE governance_process SET called = ? WHERE instance_id = ?",
        List.of(instance.platformId().orElse(""), instance.instanceId()));
  }
}
