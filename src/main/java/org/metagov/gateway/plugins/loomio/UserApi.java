package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Refusals;

/**
 * The API of today, {@code /api/b2}, with the key of a user: as a bearer token or, for Loomio
 * before 3.1.3, as a parameter.
 */
final class UserApi implements Api {
  /** A start is looked for within minutes, so its poll is among the newest. */
  private static final int MOST_PAGES = 10;

  private final PluginInstance<Loomio.Config> loomio;

  UserApi(PluginInstance<Loomio.Config> loomio) {
    this.loomio = loomio;
  }

  @Override
  public void verify() {
    Keys.require("api_key", loomio.config().apiKey());
    new SignIn(loomio).verify();
  }

  @Override
  public JsonObject memberships(Optional<String> subgroup) {
    long group = group(subgroup);
    JsonObject members =
        MemberPages.all(
            page -> accepted("/memberships?group_id=" + group + page, "the list of members"));
    if (members.getJsonArray("memberships").isEmpty()) {
      // A list is empty, not refused, to who is no member (Api::B2::MembershipsController, 3.8).
      throw new InvalidParameterException("The user of this api_key is not in group " + group);
    }
    return members;
  }

  @Override
  public JsonObject createDiscussion(NewDiscussion discussion) {
    Form form = discussion.form().set("group_id", group(discussion.subgroup()));
    return post("/discussions", form, "the discussion").object();
  }

  @Override
  public Shown createPoll(NewPoll poll, String startKey) {
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
    Optional<JsonPart> discussion = discussion(poll);
    if (discussion.isEmpty()) {
      form.set("group_id", group(poll.subgroup()));
    } else if (discussion.get().has("topic_id")) {
      form.set("topic_id", discussion.get().number("topic_id"));
    } else {
      form.set("discussion_id", discussion.get().number("id"));
    }
    try {
      return Shown.created(post("/polls", form, "the poll"), new Mark(startKey)::isOn);
    } catch (InvalidParameterException refusal) {
      throw poll.isForSome() ? leftBehind(poll, startKey, refusal) : refusal;
    }
  }

  /** Loomio creates a poll before it looks whom it may invite: what it refuses may be there. */
  private InvalidParameterException leftBehind(
      NewPoll poll, String startKey, InvalidParameterException refusal) {
    return find(poll, startKey)
        .found()
        .map(found -> Server.url(loomio) + "/p/" + Poll.key(found))
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
            .map(discussion -> discussion.number("group_id"))
            .orElseGet(() -> group(poll.subgroup()));
    Mark mark = new Mark(startKey);
    return Search.found(
        Pages.first(MOST_PAGES)
            .byOffset(1, offset -> newest(group, offset))
            .filter(mark::isOn)
            .flatMap(each -> each.findText("key").stream())
            .findFirst()
            .map(key -> poll(key, Optional.empty())));
  }

  @Override
  public Shown poll(String key, Optional<String> subgroup) {
    return Shown.byKey(there("/polls/" + key, "the poll " + key), key);
  }

  @Override
  public OwnWebhook.Registry webhooks() {
    return new Chatbots(loomio);
  }

  private List<JsonPart> newest(long group, int offset) {
    String path = "/polls?group_id=" + group + "&status=all" + Paging.query(offset);
    return there(path, "the list of polls").objects("polls");
  }

  private Optional<JsonPart> discussion(NewPoll poll) {
    return poll.discussionId()
        .map(id -> Form.id("discussion_id", id))
        .map(
            id ->
                accepted("/discussions/" + id, "the discussion " + id)
                    .objects("discussions")
                    .stream()
                    .filter(
                        one -> one.isNumber("id") && String.valueOf(one.number("id")).equals(id))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new PlatformException("Loomio's answer is without discussion " + id)));
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
    PlatformResponse answer = get(loomio, "/groups");
    if (answer.status() == Server.NOT_FOUND) {
      throw new InvalidParameterException(
          "The config's subgroups do not name '" + name + "', and this Loomio does not list them");
    }
    return Server.accepted(answer, "the list of groups").objects("groups").stream()
        .filter(group -> group.isText("key", name) || group.isText("handle", name))
        .map(group -> group.number("id"))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidParameterException(
                    "The key's user is in no group with the key or handle '" + name + "'"));
  }

  private JsonPart post(String path, Form form, String what) {
    return Server.accepted(send(loomio, "POST", path, form), what);
  }

  private JsonPart accepted(String path, String what) {
    return Server.accepted(get(loomio, path), what);
  }

  private JsonPart there(String path, String what) {
    return Server.there(get(loomio, path), what);
  }

  /** Reads what is at {@code path}; a key that is a parameter stands in the URL. */
  static PlatformResponse get(PluginInstance<Loomio.Config> loomio, String path) {
    String query =
        SignIn.isParameter(loomio)
            ? (path.contains("?") ? "&" : "?") + "api_key=" + loomio.config().apiKey()
            : "";
    return request(loomio, "GET", path + query).accept(Refusals.statuses()).send();
  }

  /** Sends {@code form}, in which a key that is a parameter stands, too. */
  static PlatformResponse send(
      PluginInstance<Loomio.Config> loomio, String method, String path, Form form) {
    if (SignIn.isParameter(loomio)) {
      form.set("api_key", loomio.config().apiKey());
    }
    return request(loomio, method, path).form(form.fields()).accept(Refusals.statuses()).send();
  }

  private static PlatformRequest request(
      PluginInstance<Loomio.Config> loomio, String method, String path) {
    return loomio
        .http()
        .request(method, Server.url(loomio) + "/api/b2" + path)
        .header("Authorization", "Bearer " + loomio.config().apiKey());
  }
}
