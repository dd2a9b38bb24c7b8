package org.metagov.gateway.plugins.planted;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.core.Response;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.store.StoreClock;

/** Reaches for the store, for JPA, for an EJB and for JAX-RS: a plugin may do none of it. */
class Planted {
  @EJB StoreClock clock;
  EntityManager entities;
  @Inject MessageService messages;

  Response answer() {
    return Response.ok(clock.now()).build();
  }
}
