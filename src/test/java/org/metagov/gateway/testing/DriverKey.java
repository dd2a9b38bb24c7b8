package org.metagov.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A driver key, made by an administrator for the length of a test. */
public final class DriverKey implements AutoCloseable {
  /** Where keys are made. */
  public static final String PATH = "/api/internal/driver-keys";

  private final Api admin;
  private final JsonObject made;

  private DriverKey(Api admin, JsonObject made) {
    this.admin = admin;
    this.made = made;
  }

  /** Makes one that sees all communities. */
  public static DriverKey everywhere(Api admin, String scope) {
    return make(admin, scope, "[\"*\"]");
  }

  /** Makes one that sees {@code communities}. */
  public static DriverKey of(Api admin, String scope, String... communities) {
    return make(admin, scope, list(communities));
  }

  private static DriverKey make(Api admin, String scope, String communities) {
    Api.Reply reply = admin.post(PATH, body(scope, communities, ""));
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return new DriverKey(admin, reply.json());
  }

  private static String list(String... communities) {
    return Arrays.stream(communities)
        .map(name -> "\"" + name + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String body(String scope, String communities, String more) {
    return "{\"name\":\"a test\",\"scope\":\"%s\",\"communities\":%s%s}"
        .formatted(scope, communities, more);
  }

  /** Returns its id. */
  public String id() {
    return made.getString("id");
  }

  /** Returns the key itself. */
  public String text() {
    return made.getString("key");
  }

  /** Returns what the callbacks of its processes are signed with. */
  public String callbackSecret() {
    return made.getString("callback_secret");
  }

  /** Returns when it was made, by the gateway's clock. */
  public String createdAt() {
    return made.getString("created_at");
  }

  /** Returns its path. */
  public String path() {
    return PATH + "/" + id();
  }

  /** Returns a driver that has it. */
  public Api driver() {
    return Api.at(admin.base()).with("Authorization", "Bearer " + text());
  }

  /** Gives it another scope, and other communities. */
  public void change(String scope, String... communities) {
    assertThat(admin.put(path(), body(scope, list(communities), "")).status()).isEqualTo(200);
  }

  /** Gives it an end. */
  public void end(String time, String scope, String communities) {
    String body = body(scope, communities, ",\"expires_at\":\"" + time + "\"");
    assertThat(admin.put(path(), body).status()).isEqualTo(200);
  }

  /** Returns how it stands. */
  public JsonObject seen() {
    return admin.get(path()).json();
  }

  /** Makes one more by it, which does the same. */
  public DriverKey child() {
    return make(driver(), made.getString("scope"), made.getJsonArray("communities").toString());
  }

  /** Revokes it. */
  public void revoke() {
    assertThat(admin.delete(path()).status()).isEqualTo(204);
  }

  @Override
  public void close() {
    admin.delete(path());
  }
}
