package org.metagov.gateway.instance;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Sql;

/** Reads and changes what plugins remember: each change is one transaction on the locked row. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class PluginStateService {
  @Inject private Sql sql;
  @Resource private SessionContext context;

  /** Returns the state of the instance {@code id} as it is. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public JsonObject read(long id) {
    return present(StateRows.find(sql, id)).value();
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
    // What is read then is not what is needed: to open it costs more.
    sql.selectLocked(
        "SELECT id FROM plugin_instance WHERE id = ?", row -> row.getLong(1), List.of(id));
  }

  private JsonObject changed(long id, UnaryOperator<JsonObject> change) {
    return sql.with(
        all -> {
          StateRows.Found before = present(StateRows.lock(all, id));
          JsonObject value = change.apply(before.value());
          StateRows.write(all, id, before, value);
          return value;
        });
  }

  private static StateRows.Found present(Optional<StateRows.Found> state) {
    return state.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.CONFLICT, "The plugin was disabled while it was at work"));
  }
}
