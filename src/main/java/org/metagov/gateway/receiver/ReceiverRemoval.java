package org.metagov.gateway.receiver;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.store.Conflicts;

/**
 * Removes receivers for good. Each is marked first, then what it leaves behind goes in steps, then
 * the receiver itself: whatever comes between, the next one goes on.
 */
@ApplicationScoped
public class ReceiverRemoval {
  @EJB private ReceiverService receivers;
  @EJB private ReceiverRemovalService removals;
  @Inject private Event<ReceiverRemoved> removed;

  /**
   * Removes the receiver {@code name} with all that waits for it.
   *
   * @throws ProblemException 404 where there is none, 409 where it is kept by the settings
   */
  public void remove(String name) {
    Conflicts.run(() -> receivers.delete(name));
    finish(name);
  }

  /** Goes on where {@link #remove} has stopped, if it has. */
  public void finish(String name) {
    if (removals.isRemoved(name)) {
      removed.fire(new ReceiverRemoved(name));
      Conflicts.run(() -> removals.forget(name));
    }
  }

  /** Goes on with all that were not removed for good. */
  public void finishAll() {
    removals.removed().forEach(this::finish);
  }
}
