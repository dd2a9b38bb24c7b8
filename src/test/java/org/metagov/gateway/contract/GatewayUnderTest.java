package org.metagov.gateway.contract;

import java.util.UUID;
import org.metagov.gateway.testing.Api;

/** A running gateway with the plugins of the project and the tally plugin. */
interface GatewayUnderTest {
  /** Returns a driver of it. */
  Api api();

  /** Returns a community name that no other test has. */
  default String fresh() {
    return "c-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Creates a community with {@code plugins}, the JSON text of the list, and speaks for it. */
  default Api community(String plugins) {
    return community(fresh(), plugins);
  }

  /** Creates the community {@code name} with {@code plugins}, and speaks for it. */
  default Api community(String name, String plugins) {
    Api.Reply reply = api().put("/api/internal/community/" + name, "{\"plugins\":" + plugins + "}");
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
    return api().as(name);
  }
}
