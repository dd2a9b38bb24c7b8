package org.metagov.gateway.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Where the request comes from that is being answered. */
@RequestScoped
public class RequestSource {
  private Optional<String> source = Optional.empty();

  /** Notes where that is. */
  public void is(Optional<String> known) {
    source = known;
  }

  /** Returns where that is; empty where it may be from anywhere. */
  public Optional<String> get() {
    return source;
  }
}
