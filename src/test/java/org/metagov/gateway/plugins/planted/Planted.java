package org.metagov.gateway.plugins.planted;

import jakarta.persistence.EntityManager;
import jakarta.ws.rs.core.Response;
import org.metagov.gateway.store.StoreClock;

/** Reaches for the store, for JPA and for JAX-RS: a plugin may do none of it. */
class Planted {
  StoreClock clock;
  EntityManager entities;

  Response answer() {
    return Response.ok(clock.now()).build();
  }
}
