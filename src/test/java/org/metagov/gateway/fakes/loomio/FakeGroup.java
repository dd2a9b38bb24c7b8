package org.metagov.gateway.fakes.loomio;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.metagov.gateway.json.JsonText;

/** A group and its members, by their ids. */
final class FakeGroup {
  final long id;
  final String key;
  final String handle;
  final String privacy;
  private final Map<Long, String> members = new LinkedHashMap<>();
  private final Set<Long> admins = new TreeSet<>();

  FakeGroup(long id, String key, String handle, String privacy) {
    this.id = id;
    this.key = key;
    this.handle = handle;
    this.privacy = privacy;
  }

  FakeGroup admin(long user, String name) {
    admins.add(user);
    return member(user, name);
  }

  FakeGroup member(long user, String name) {
    members.put(user, name);
    return this;
  }

  boolean isAdmin(long user) {
    return admins.contains(user);
  }

  boolean has(long user) {
    return members.containsKey(user);
  }

  /** Returns who may vote: all but the API's own user. */
  Set<Long> voters(long but) {
    Set<Long> voters = new TreeSet<>(members.keySet());
    voters.remove(but);
    return voters;
  }

  int size() {
    return members.size();
  }

  JsonObject json() {
    return FakeTemplates.filled(
        "group",
        JsonText.object()
            .add("id", id)
            .add("key", key)
            .add("handle", handle)
            .add("discussion_privacy_options", privacy)
            .add("memberships_count", members.size())
            .build());
  }

  /** Returns the users of a page. */
  JsonArrayBuilder users(long offset, long limit) {
    JsonArrayBuilder users = JsonText.array();
    page(offset, limit)
        .forEach(
            user ->
                users.add(
                    FakeTemplates.filled(
                        "user",
                        JsonText.object().add("id", user).add("name", members.get(user)).build())));
    return users;
  }

  /** Returns the memberships of a page; addresses only for admins. */
  JsonArrayBuilder memberships(long offset, long limit, long reader) {
    JsonArrayBuilder all = JsonText.array();
    for (long user : page(offset, limit)) {
      var membership =
          JsonText.object()
              .add("id", id + user)
              .add("group_id", id)
              .add("user_id", user)
              .add("admin", admins.contains(user));
      if (admins.contains(reader)) {
        membership.add("user_email", "user-" + user + "@example.org");
      }
      all.add(FakeTemplates.filled("membership", membership.build()));
    }
    return all;
  }

  private List<Long> page(long offset, long limit) {
    return members.keySet().stream().skip(offset).limit(limit).toList();
  }
}
