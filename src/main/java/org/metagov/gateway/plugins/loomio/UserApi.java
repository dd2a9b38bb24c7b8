package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/**
 * The API of today, {@code /api/b2}: with the key of a user, as a bearer token (Loomio 3.1.3 and
 * later).
 */
final class UserApi implements Api {
  private static final int PAGE = 50;

  /** A start is looked for within minutes, so its poll is among the newest. */
  private static final int MOST_PAGES = 20;

  private final PluginInstance<Loomio.Config> loomio;

  UserApi(PluginInstance<Loomio.Config> loomio) {
    this.loomio = loomio;
  }

  @Override
  public void verify() {
    long group = group(Optional.empty());
    PlatformResponse answer =
        get("/polls?group_id=" + group + "&limit=1").accept(Server.REFUSALS).send();
    Server.requireNoWait(answer);
    if (answer.status() == Server.NOT_FOUND) {
      throw new InvalidParameterException(
          "There is no group " + group + " at " + Server.url(loomio) + ", or no API for users");
    }
    if (answer.status() / 100 != 2) {
      throw new InvalidParameterException(
          "Loomio does not take this api_key, or its user is not in group "
              + group
              + ": "
              + Server.told(answer));
    }
    Part.of(answer).parts("polls");
  }

  @Override
  public JsonObject memberships(Optional<String> subgroup) {
    long group = group(subgroup);
    MemberPages members = new MemberPages();
    while (members.hasMore()) {
      members.add(
          Server.accepted(
              get("/memberships?group_id=" + group + members.page()).accept(Server.REFUSALS).send(),
              "the list of members"));
    }
    return members.merged();
  }

  @Override
  public JsonObject createDiscussion(NewDiscussion discussion) {
    Form form = discussion.form().set("group_id", group(discussion.subgroup()));
    return post("/discussions", form, "the discussion").json();
  }

  @Override
  public Part createPoll(NewPoll poll, String startKey) {
    Form form =
        PollForms.common(poll)
            .set("details", new Mark(startKey).below(poll))
            .set("hide_results", PollForms.hideResults(poll))
            .set("shuffle_options", poll.shuffleOptions())
            .set("notify_on_open", poll.notifyOnOpen());
    if (PollForms.notifies(poll)) {
      // Any text is true here: what is not to be is left out.
      form.set("notify_recipients", true);
    }
    Optional<Part> discussion = discussion(poll);
    if (discussion.isEmpty()) {
      form.set("group_id", group(poll.subgroup()));
    } else if (discussion.get().has("topic_id")) {
      form.set("topic_id", discussion.get().id("topic_id"));
    } else {
      form.set("discussion_id", discussion.get().id("id"));
    }
    try {
      return post("/polls", form, "the poll");
    } catch (InvalidParameterException refusal) {
      throw poll.isForSome() ? leftBehind(poll, startKey, refusal) : refusal;
    }
  }

  /** Loomio creates a poll before it looks whom it may invite: what it refuses may be there. */
  private InvalidParameterException leftBehind(
      NewPoll poll, String startKey, InvalidParameterException refusal) {
    return find(poll, startKey)
        .found()
        .map(found -> Poll.of(found, Server.url(loomio), poll.options()).url())
        .map(
            url ->
                new InvalidParameterException(
                    refusal.getMessage() + ". It has created " + url + " all the same: delete it"))
        .orElse(refusal);
  }

  @Override
  public Search find(NewPoll poll, String startKey) {
    long group =
        discussion(poll)
            .filter(discussion -> discussion.has("group_id"))
            .map(discussion -> discussion.id("group_id"))
            .orElseGet(() -> group(poll.subgroup()));
    Mark mark = new Mark(startKey);
    for (int page = 0; page < MOST_PAGES; page++) {
      List<Part> polls = newest(group, page * PAGE);
      Optional<String> found =
          polls.stream()
              .filter(each -> each.textIfAny("details").filter(mark::isIn).isPresent())
              .map(each -> each.text("key"))
              .findFirst();
      if (found.isPresent()) {
        return Search.found(found.map(key -> poll(key, Optional.empty())));
      }
      if (polls.isEmpty()) {
        break;
      }
    }
    return Search.found(Optional.empty());
  }

  @Override
  public Part poll(String key, Optional<String> subgroup) {
    return Server.there(get("/polls/" + key).accept(Server.REFUSALS).send(), "the poll " + key);
  }

  private List<Part> newest(long group, int offset) {
    String query = "?group_id=" + group + "&status=all&limit=" + PAGE + "&offset=" + offset;
    return Part.of(get("/polls" + query).send()).parts("polls");
  }

  private Optional<Part> discussion(NewPoll poll) {
    return poll.discussionId()
        .map(id -> Form.id("discussion_id", id))
        .map(
            id ->
                Server.accepted(
                        get("/discussions/" + id).accept(Server.REFUSALS).send(),
                        "the discussion " + id)
                    .first("discussions"));
  }

  /** Returns the id of {@code subgroup}, by its key or handle; of the group itself without one. */
  private long group(Optional<String> subgroup) {
    if (subgroup.isEmpty()) {
      return loomio.config().groupId().orElseThrow();
    }
    String name = subgroup.get();
    return Optional.ofNullable(loomio.config().subgroups().get(name))
        .orElseGet(() -> groupCalled(name));
  }

  private long groupCalled(String name) {
    PlatformResponse answer = get("/groups").accept(Server.REFUSALS).send();
    if (answer.status() == Server.NOT_FOUND) {
      throw new InvalidParameterException(
          "The config's subgroups do not name '" + name + "', and this Loomio does not list them");
    }
    return Server.accepted(answer, "the list of groups").parts("groups").stream()
        .filter(
            group ->
                group.textIfAny("key").filter(name::equals).isPresent()
                    || group.textIfAny("handle").filter(name::equals).isPresent())
        .map(group -> group.id("id"))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidParameterException(
                    "The key's user is in no group with the key or handle '" + name + "'"));
  }

  private Part post(String path, Form form, String what) {
    return Server.accepted(
        request("POST", path).form(form.fields()).accept(Server.REFUSALS).send(), what);
  }

  private PlatformRequest get(String path) {
    return request("GET", path);
  }

  private PlatformRequest request(String method, String path) {
    return loomio
        .http()
        .request(method, Server.url(loomio) + "/api/b2" + path)
        .header("Authorization", "Bearer " + loomio.config().apiKey());
  }
}
