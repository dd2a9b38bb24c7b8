package org.metagov.gateway.community;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
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
  @Resource private SessionContext context;

  /** Returns the state of the instance {@code id} as it is. */
  public JsonObject read(long id) {
    return present(entities.find(EnabledPlugin.class, id)).getState();
  }

  /**
   * Changes the state of the instance {@code id}. What {@code change} throws comes back as a value:
   * the container would log it, with all that a plugin may have put into it, and wrap it.
   */
  public Changed change(long id, UnaryOperator<JsonObject> change) {
    try {
      return new Changed(changed(id, change), null);
    } catch (RuntimeException e) {
      context.setRollbackOnly();
      return new Changed(null, e);
    }
  }

  /** The state after a change, or what the change threw. */
  public record Changed(JsonObject state, RuntimeException thrown) {
    JsonObject stateOrThrow() {
      if (thrown != null) {
        throw thrown;
      }
      return state;
    }
  }

  /** Changes the state of the instance {@code id} in the caller's transaction. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void apply(long id, UnaryOperator<JsonObject> change) {
    changed(id, change);
  }

  /** Locks the state of the instance {@code id}, if it is there, to the end of the transaction. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void lock(long id) {
    entities.find(EnabledPlugin.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  private JsonObject changed(long id, UnaryOperator<JsonObject> change) {
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
