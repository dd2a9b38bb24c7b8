package org.metagov.gateway.audit;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** What the request that is being answered does, if it changes anything. */
@RequestScoped
public class RequestDeed {
  private Deed deed;
  private boolean written;

  /** Notes what it does. */
  public void is(Deed begun) {
    deed = begun;
  }

  /** Returns what it does. */
  public Optional<Deed> get() {
    return Optional.ofNullable(deed);
  }

  /** Notes that it stands in a transaction of its own. */
  public void written() {
    written = true;
  }

  /** Returns whether it does. */
  public boolean isWritten() {
    return written;
  }
}
