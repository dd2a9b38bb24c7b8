package org.metagov.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;

/** Who asks for what is being done now: the gateway itself, where no request does. */
@ApplicationScoped
public class CurrentCaller {
  @Inject private RequestCaller request;

  /** Returns who it is. */
  public Caller get() {
    try {
      return request.get();
    } catch (ContextNotActiveException e) {
      return Caller.GATEWAY;
    }
  }
}
