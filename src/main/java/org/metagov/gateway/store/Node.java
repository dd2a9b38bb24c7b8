package org.metagov.gateway.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.metagov.gateway.database.Database;

/** This run of the server: a restart is another node. */
@ApplicationScoped
public class Node {
  private final String id = UUID.randomUUID().toString();

  /** Returns an id that no other run has. */
  public String id() {
    return id;
  }

  /** Returns the time of this node: it goes on while the machine is suspended. */
  public Instant time() {
    return Database.get().ownTime();
  }

  /** Returns whether no other process works on the same database. */
  public boolean isAlone() {
    return Database.get().ownedByThisProcess();
  }
}
