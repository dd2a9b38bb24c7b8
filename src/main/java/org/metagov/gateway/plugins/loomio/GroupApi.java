package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Refusals;

/**
 * The API of the original, {@code /api/b1}, which Loomio had before 3.1: each group has a key of
 * its own, which is a parameter, also in the URL of a GET. It lists no polls.
 */
final class GroupApi implements Api {
  private static final String GROUPS = "groups";

  private final PluginInstance<Loomio.Config> loomio;

  GroupApi(PluginInstance<Loomio.Config> loomio) {
    this.loomio = loomio;
  }

  /** The groups of the keys in the config, in the order of {@link #keys}. */
  record Groups(List<Group> groups) {}

  /** A group by its names. */
  record Group(String key, Optional<String> handle) {
    boolean isCalled(String name) {
      return key.equals(name) || handle.filter(name::equals).isPresent();
    }
  }

  @Override
  public void verify() {
    Keys.require("api_key", loomio.config().apiKey());
    loomio.config().subgroupApiKeys().forEach(key -> Keys.require("subgroup_api_keys", key));
    List<Group> groups = keys().stream().map(this::group).toList();
    loomio.state().update(GROUPS, Groups.class, before -> new Groups(groups));
  }

  /** Returns the group that {@code key} is of: other groups may stand beside it, as its parent. */
  private Group group(String key) {
    PlatformResponse answer = get("/memberships", "&per=1", key);
    Server.requireNoWait(answer);
    if (answer.status() == Server.NOT_FOUND) {
      throw new InvalidParameterException(
          Server.url(loomio)
              + " has no API for the keys of groups (Loomio 3.1 has taken it away): use the key"
              + " of a user, and add group_id");
    }
    JsonPart accepted = Server.accepted(answer, "an API key");
    List<JsonValue> ofMembers =
        accepted.has("memberships")
            ? accepted.objects("memberships").stream()
                .map(one -> one.object().get("group_id"))
                .toList()
            : List.of();
    List<JsonPart> groups = accepted.objects("groups");
    JsonPart group =
        groups.stream()
            .filter(one -> groups.size() == 1 || ofMembers.contains(one.object().get("id")))
            .findFirst()
            .orElseThrow(() -> new PlatformException("Loomio's answer is without the key's group"));
    return new Group(group.text("key"), group.findText("handle"));
  }

  @Override
  public JsonObject memberships(Optional<String> subgroup) {
    String key = keyFor(subgroup);
    return MemberPages.all(
        page -> Server.accepted(get("/memberships", page, key), "the list of members"));
  }

  @Override
  public JsonObject createDiscussion(NewDiscussion discussion) {
    return Server.accepted(
            post("/discussions", discussion.form(), discussion.subgroup()), "the discussion")
        .object();
  }

  @Override
  public Shown createPoll(NewPoll poll, String startKey) {
    Optional<String> hidden = PollForms.hideResults(poll);
    if (hidden.filter("until_vote"::equals).isPresent()) {
      throw new InvalidParameterException("hide_results can be until_vote only with group_id");
    }
    return Shown.created(create(poll, hidden), created -> created.isText("title", poll.title()));
  }

  /**
   * Creates the poll. Loomio has called it {@code hide_results_until_closed}, and {@code
   * hide_results} since ({@code AddHideResultsToPolls}); it passes over what it does not know, and
   * would show what is to be hidden. A server that refuses unknown members (400, {@code
   * ActionController::UnpermittedParameters}) has created nothing, and is sent one of them.
   */
  private JsonPart create(NewPoll poll, Optional<String> hidden) {
    Form form =
        PollForms.common(poll)
            .set("details", poll.details())
            .set("discussion_id", poll.discussionId().map(id -> Form.id("discussion_id", id)))
            .set("voter_can_add_options", poll.voterCanAddOptions())
            .set("hide_results_until_closed", hidden.map("until_closed"::equals))
            .set("hide_results", hidden);
    PlatformResponse answer = post("/polls", form, poll.subgroup());
    for (String unknown : List.of("hide_results_until_closed", "hide_results")) {
      if (answer.status() != Server.BAD_REQUEST || hidden.isEmpty()) {
        break;
      }
      answer = post("/polls", form.without(unknown), poll.subgroup());
    }
    return Server.accepted(answer, "the poll");
  }

  @Override
  public Search find(NewPoll poll, String startKey) {
    return Search.unsearchable(
        "Nobody knows whether Loomio has begun it, and its API cannot be searched: look at "
            + Server.url(loomio)
            + " whether the group has a poll with the title \""
            + poll.title()
            + "\"");
  }

  @Override
  public Shown poll(String key, Optional<String> subgroup) {
    JsonPart answer = Server.there(get("/polls/" + key, "", keyFor(subgroup)), "the poll " + key);
    return Shown.byKey(answer, key);
  }

  @Override
  public OwnWebhook.Registry webhooks() {
    return new NoChatbots("the API for the keys of groups shows no webhooks");
  }

  /** All keys, that of the group itself first. */
  private List<String> keys() {
    Loomio.Config config = loomio.config();
    return Stream.concat(Stream.of(config.apiKey()), config.subgroupApiKeys().stream()).toList();
  }

  private String keyFor(Optional<String> subgroup) {
    if (subgroup.isEmpty()) {
      return loomio.config().apiKey();
    }
    List<Group> groups =
        loomio.state().get(GROUPS, Groups.class).orElse(new Groups(List.of())).groups();
    List<String> keys = keys();
    for (int i = 0; i < Math.min(groups.size(), keys.size()); i++) {
      if (groups.get(i).isCalled(subgroup.get())) {
        return keys.get(i);
      }
    }
    throw new InvalidParameterException(
        "There is no API key for the subgroup '" + subgroup.get() + "' in subgroup_api_keys");
  }

  private PlatformResponse post(String path, Form form, Optional<String> subgroup) {
    return loomio
        .http()
        .post(Server.url(loomio) + "/api/b1" + path)
        .form(form.set("api_key", keyFor(subgroup)).fields())
        .accept(Refusals.statuses())
        .send();
  }

  private PlatformResponse get(String path, String query, String key) {
    return loomio
        .http()
        .get(Server.url(loomio) + "/api/b1" + path + "?api_key=" + key + query)
        .accept(Refusals.statuses())
        .send();
  }
}
