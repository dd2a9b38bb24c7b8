package org.metagov.gateway.fakes.discourse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Somebody with an account. */
final class FakeUser {
  private final long id;
  private final String username;
  private final boolean admin;
  private boolean gone;
  private final Map<String, String> fields = new LinkedHashMap<>();

  FakeUser(long id, String username, boolean admin) {
    this.id = id;
    this.username = username;
    this.admin = admin;
  }

  long id() {
    return id;
  }

  String username() {
    return username;
  }

  /** Returns the name as it is shown: null once the account is deleted. */
  JsonValue name() {
    return gone ? JsonValue.NULL : Json.createValue(username);
  }

  boolean isGone() {
    return gone;
  }

  void leave() {
    gone = true;
  }

  boolean isAdmin() {
    return admin;
  }

  void fill(String field, String value) {
    fields.put(field, value);
  }

  /** Returns this user in the shape of the file {@code template}. */
  JsonObject as(String template) {
    JsonObject shape = FakeTemplates.of(template);
    JsonObjectBuilder user =
        Json.createObjectBuilder(shape)
            .add("id", id)
            .add("username", username)
            .add("name", username)
            .add("admin", admin);
    if (shape.containsKey("user_fields")) {
      JsonObjectBuilder own = Json.createObjectBuilder();
      fields.forEach(own::add);
      user.add("user_fields", own);
    }
    return user.build();
  }
}
