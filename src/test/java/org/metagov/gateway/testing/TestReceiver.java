package org.metagov.gateway.testing;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A receiver at the gateway, for the length of a test. */
public final class TestReceiver implements AutoCloseable {
  private final Api api;
  private final String name;

  private TestReceiver(Api api, String name) {
    this.api = api;
    this.name = name;
  }

  /** Adds one that hears of everything. */
  public static TestReceiver at(Api api, String url) {
    return at(api, url, "");
  }

  /** Adds one; {@code more} is JSON text of more members, with a comma before it. */
  public static TestReceiver at(Api api, String url, String more) {
    return named(api, "r-" + UUID.randomUUID().toString().substring(0, 8), url, more);
  }

  /** Adds one that is called {@code name}. */
  public static TestReceiver named(Api api, String name, String url, String more) {
    TestReceiver receiver = new TestReceiver(api, name);
    Api.Reply reply = receiver.put(url, more);
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
    return receiver;
  }

  /** Returns it as somebody else sees it, who has {@code other}. */
  public TestReceiver as(Api other) {
    return new TestReceiver(other, name);
  }

  /** Changes it. */
  public Api.Reply put(String url, String more) {
    return api.put(path(), "{\"url\":\"" + url + "\"" + more + "}");
  }

  public String name() {
    return name;
  }

  /** Returns its path. */
  public String path() {
    return "/api/internal/receivers/" + name;
  }

  /** Returns how it is seen. */
  public JsonObject seen() {
    return api.get(path()).json();
  }

  /** Calls {@code what} of it, without a body. */
  public Api.Reply post(String what) {
    return api.post(path() + "/" + what, null);
  }

  /** Has events of {@code community} sent again. */
  public Api.Reply replay(String community, int from, int to) {
    return api.post(
        path() + "/replay",
        "{\"community\":\"%s\",\"from\":%d,\"to\":%d}".formatted(community, from, to));
  }

  /** Returns its deliveries of {@code community}. */
  public List<JsonObject> deliveries(String community) {
    return list("deliveries", community);
  }

  /** Returns its dead letters of {@code community}. */
  public List<JsonObject> dead(String community) {
    return list("dead-letters", community);
  }

  /** Returns its lanes. */
  public List<JsonObject> lanes() {
    List<JsonObject> lanes = new ArrayList<>();
    JsonObject page = lanes("");
    lanes.addAll(page.getJsonArray("lanes").getValuesAs(JsonObject.class));
    while (!page.isNull("next")) {
      page = lanes("&after=" + page.getInt("next"));
      lanes.addAll(page.getJsonArray("lanes").getValuesAs(JsonObject.class));
    }
    return lanes;
  }

  private JsonObject lanes(String after) {
    return api.get(path() + "/lanes?limit=100" + after).json();
  }

  private List<JsonObject> list(String what, String community) {
    return api.get(path() + "/" + what + "?community=" + community)
        .json()
        .getJsonArray("deliveries")
        .getValuesAs(JsonObject.class);
  }

  @Override
  public void close() {
    api.delete(path());
  }
}
