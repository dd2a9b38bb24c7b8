package org.metagov.gateway.audit;

import jakarta.enterprise.context.RequestScoped;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the request that is being answered does, if it changes anything. */
@RequestScoped
public class RequestDeed {
  private Deed deed;
  private final Set<Deed> written = new HashSet<>();

  /** Notes what it does. */
  public void is(Deed begun) {
    deed = begun;
  }

  /** Returns what it does. */
  public Optional<Deed> get() {
    return Optional.ofNullable(deed);
  }

  /** Notes that {@code done}, a part of it, stands in a transaction of its own. */
  public void written(Deed done) {
    written.add(done);
  }

  /** Returns whether {@code done} stands there. */
  public boolean isWritten(Deed done) {
    return written.contains(done);
  }

  /** Returns whether anything of it does. */
  public boolean isWritten() {
    return !written.isEmpty();
  }
}
