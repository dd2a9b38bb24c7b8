package org.metagov.gateway.store;

import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Lets queries fail at once while the database is away. Otherwise JPA asks it three more times,
 * five seconds apart, and whoever asks holds a thread of the server meanwhile.
 */
public class FailingAtOnce implements SessionCustomizer {
  @Override
  public void customize(Session session) {
    session.getLogin().setQueryRetryAttemptCount(0);
  }
}
