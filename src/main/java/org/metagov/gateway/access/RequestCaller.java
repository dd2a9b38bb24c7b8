package org.metagov.gateway.access;

import jakarta.enterprise.context.RequestScoped;

/** Who makes the request that is being answered: {@link CurrentCaller} tells it everywhere. */
@RequestScoped
public class RequestCaller {
  private Caller caller = Caller.GATEWAY;

  /** Notes who it is. */
  public void is(Caller known) {
    caller = known;
  }

  /** Returns who it is. */
  public Caller get() {
    return caller;
  }
}
