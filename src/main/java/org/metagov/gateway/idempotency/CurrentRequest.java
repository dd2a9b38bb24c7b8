package org.metagov.gateway.idempotency;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The keyed request that is being answered, if it has a key. */
@RequestScoped
public class CurrentRequest {
  private KeyedRequest request;

  /** Notes that the request has a key. */
  public void is(KeyedRequest keyed) {
    request = keyed;
  }

  /** Returns the id of the keyed request. */
  public Optional<String> id() {
    return Optional.ofNullable(request).map(KeyedRequest::id);
  }
}
