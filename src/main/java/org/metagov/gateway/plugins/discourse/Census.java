package org.metagov.gateway.plugins.discourse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;

/**
 * The users' own fields, as they were when last heard of: Discourse tells that a user has changed,
 * not what. They are read once, some users at a time, as each takes a call, and then kept up to
 * date by webhooks.
 */
final class Census {
  private static final String FIELDS = "user_fields";
  private static final String PROGRESS = "census";

  /** Whether the key shows users. */
  private static final String POSSIBLE = "sees_users";

  private static final Logger LOG = Logger.getLogger(Census.class.getName());

  /** Well below the 60 calls a minute that a key has by default. */
  private static final int AT_ONCE = 25;

  /** Of JSON text; a plugin's state has room for about a million characters. */
  private static final int MOST_CHARACTERS = 500_000;

  private Census() {}

  /**
   * How far the reading is.
   *
   * @param page the next page of the list of users; 0: all have been read
   * @param left the users of the page before that have not been read
   */
  record Reading(int page, List<Long> left) {}

  /** Remembers whether the key shows users. */
  static void possible(PluginState state, boolean now) {
    state.update(POSSIBLE, Boolean.class, before -> now);
  }

  /** Returns whether the key shows users; where it does not, webhooks are all there is. */
  static boolean isPossible(PluginState state) {
    return state.get(POSSIBLE, Boolean.class).orElse(true);
  }

  /** Begins with the first page of users. */
  static void begin(PluginInstance<Discourse.Config> instance, Forum forum, List<JsonPart> users) {
    instance.state().remove(FIELDS);
    Reading begun = new Reading(2, ids(users));
    instance.state().update(PROGRESS, Reading.class, before -> begun);
    goOn(instance, forum);
  }

  /** Reads some more users, if there are any. */
  static void goOn(PluginInstance<Discourse.Config> instance, Forum forum) {
    PluginState state = instance.state();
    Reading reading = state.get(PROGRESS, Reading.class).orElse(new Reading(0, List.of()));
    if (reading.page() == 0) {
      return;
    }
    List<Long> left = reading.left();
    int page = reading.page();
    if (left.isEmpty()) {
      left = ids(page(forum, page));
      page = left.isEmpty() ? 0 : page + 1;
    }
    List<Long> now = left.subList(0, Math.min(AT_ONCE, left.size()));
    List<JsonPart> users = new ArrayList<>();
    now.forEach(id -> forum.user(id).ifPresent(users::add));
    users.forEach(user -> meetIfPossible(instance, user));
    Reading after = new Reading(page, left.subList(now.size(), left.size()));
    state.update(PROGRESS, Reading.class, before -> after);
  }

  /** One user who cannot be read spoils no other. */
  private static void meetIfPossible(PluginInstance<Discourse.Config> instance, JsonPart user) {
    try {
      meet(instance.state(), user);
    } catch (PlatformException e) {
      LOG.warning(
          () -> "discourse of " + instance.community() + " passes over a user: " + e.getMessage());
    }
  }

  /** Remembers a user who is not known yet. */
  static void meet(PluginState state, JsonPart user) {
    fields(user)
        .ifPresent(
            now ->
                state.update(
                    FIELDS,
                    JsonObject.class,
                    before -> {
                      JsonObject known = before.orElse(JsonValue.EMPTY_JSON_OBJECT);
                      return known.containsKey(id(user)) ? known : with(known, id(user), now);
                    }));
  }

  /** What a user's fields were: null where that is not known. */
  record Change(JsonObject now, JsonValue before) {}

  /**
   * Remembers a user's fields; returns the change, if there is one. What a webhook says of them may
   * be old: nothing in it tells when it was signed. So the forum is asked, where the key may.
   */
  static Optional<Change> note(PluginState state, Forum forum, JsonPart user) {
    return fields(user)
        .filter(now -> !now.equals(known(state, id(user))))
        .flatMap(now -> isPossible(state) ? forum.user(user.number("id")) : Optional.of(user))
        .flatMap(Census::fields)
        .flatMap(now -> change(state, id(user), now));
  }

  private static JsonValue known(PluginState state, String id) {
    return state
        .get(FIELDS, JsonObject.class)
        .orElse(JsonValue.EMPTY_JSON_OBJECT)
        .getOrDefault(id, JsonValue.NULL);
  }

  private static Optional<Change> change(PluginState state, String id, JsonObject now) {
    JsonValue before = known(state, id);
    if (before.equals(now)) {
      return Optional.empty();
    }
    state.update(
        FIELDS,
        JsonObject.class,
        known -> with(known.orElse(JsonValue.EMPTY_JSON_OBJECT), id, now));
    return Optional.of(new Change(now, before));
  }

  /** Adds a user as the newest; where there are too many, forgets the oldest. */
  private static JsonObject with(JsonObject known, String id, JsonObject fields) {
    JsonObjectBuilder added = Json.createObjectBuilder(known).remove(id).add(id, fields);
    JsonObject all = added.build();
    int excess = all.toString().length() - MOST_CHARACTERS;
    if (excess <= 0) {
      return all;
    }
    JsonObjectBuilder fewer = Json.createObjectBuilder(all);
    for (var user : all.entrySet()) {
      if (excess <= 0) {
        break;
      }
      fewer.remove(user.getKey());
      excess -= user.getKey().length() + user.getValue().toString().length();
    }
    return fewer.build();
  }

  private static Optional<JsonObject> fields(JsonPart user) {
    return user.has(FIELDS) ? Optional.of(user.part(FIELDS).object()) : Optional.empty();
  }

  private static String id(JsonPart user) {
    return String.valueOf(user.number("id"));
  }

  private static List<JsonPart> page(Forum forum, int page) {
    return forum
        .users(page)
        .orElseThrow(() -> new PlatformException("The api_key may not see the users any more"));
  }

  private static List<Long> ids(List<JsonPart> users) {
    return users.stream().filter(user -> user.isNumber("id")).map(u -> u.number("id")).toList();
  }
}
