package org.metagov.gateway.community;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.function.UnaryOperator;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/** Reads and changes what plugins remember: each change is one transaction on the locked row. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class PluginStateService {
  @PersistenceContext private EntityManager entities;

  /** Returns the state of the instance {@code id} as it is. */
  public JsonObject read(long id) {
    return present(entities.find(EnabledPlugin.class, id)).getState();
  }

  /** Changes the state of the instance {@code id} and returns it as it then is. */
  public JsonObject change(long id, UnaryOperator<JsonObject> change) {
    EnabledPlugin plugin =
        present(entities.find(EnabledPlugin.class, id, LockModeType.PESSIMISTIC_WRITE));
    plugin.setState(change.apply(plugin.getState()));
    return plugin.getState();
  }

  private static EnabledPlugin present(EnabledPlugin plugin) {
    if (plugin == null) {
      throw new ProblemException(
          ProblemType.CONFLICT, "The plugin was disabled while it was at work");
    }
    return plugin;
  }
}
