package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/** An account on GitHub: {@code simple-user} of its description. */
record Person(String login, long id, String type) {
  static final Person OCTOCAT = new Person("octocat", 583231, "User");
  static final Person CODERTOCAT = new Person("Codertocat", 21031067, "User");
  static final Person ORGANIZATION = new Person("octo-org", 6811672, "Organization");
  static final Person APP = new Person("metagov-gateway[bot]", 174233110, "Bot");

  /** Returns whoever is called so; made up where nobody is. */
  static Person called(String login) {
    if (login.endsWith("[bot]")) {
      return login.equals(APP.login()) ? APP : new Person(login, 49699333, "Bot");
    }
    return switch (login) {
      case "octocat" -> OCTOCAT;
      case "Codertocat" -> CODERTOCAT;
      default -> new Person(login, 1_000_000L + (login.hashCode() & 0xffffff), "User");
    };
  }

  JsonObject json() {
    return Json.createObjectBuilder()
        .add("login", login)
        .add("id", id)
        .add("node_id", "MDQ6VXNlcjE=")
        .add("type", type)
        .add("site_admin", false)
        .build();
  }
}
