package org.example.harness.bare;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What the server does in any case. */
@Path("thing")
@Produces(MediaType.APPLICATION_JSON)
public class BareResource {
  @GET
  public String get() {
    return "{\"value\":7}";
  }

  /** Reads the body, and makes nothing of it. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public String post(byte[] body) {
    return "{\"value\":" + body.length + "}";
  }
}
