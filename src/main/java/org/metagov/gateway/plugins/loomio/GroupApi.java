package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

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
    List<Group> groups = new ArrayList<>();
    for (String key : keys()) {
      PlatformResponse answer = get("/memberships", key).accept(Server.REFUSALS).send();
      Server.requireNoWait(answer);
      if (answer.status() == Server.NOT_FOUND) {
        throw new InvalidParameterException(
            Server.url(loomio)
                + " has no API for the keys of groups (Loomio 3.1 has taken it away): use the key"
                + " of a user, and add group_id");
      }
      Part group = Server.accepted(answer, "an API key").first("groups");
      groups.add(new Group(group.text("key"), group.textIfAny("handle")));
    }
    loomio.state().update(GROUPS, Groups.class, before -> new Groups(List.copyOf(groups)));
  }

  @Override
  public JsonObject memberships(Optional<String> subgroup) {
    return Server.accepted(
            get("/memberships", keyFor(subgroup)).accept(Server.REFUSALS).send(),
            "the list of members")
        .json();
  }

  @Override
  public JsonObject createDiscussion(NewDiscussion discussion) {
    return post("/discussions", discussion.form(), discussion.subgroup(), "the discussion").json();
  }

  @Override
  public Part createPoll(NewPoll poll, String startKey) {
    Optional<String> hidden = PollForms.hideResults(poll);
    if (hidden.filter("until_vote"::equals).isPresent()) {
      throw new InvalidParameterException("hide_results can be until_vote only with group_id");
    }
    Form form =
        PollForms.common(poll)
            .set("details", poll.details())
            .set("hide_results_until_closed", hidden.map("until_closed"::equals))
            .set("discussion_id", poll.discussionId().map(id -> Form.id("discussion_id", id)))
            .set("voter_can_add_options", poll.voterCanAddOptions());
    return post("/polls", form, poll.subgroup(), "the poll");
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
  public Part poll(String key, Optional<String> subgroup) {
    return Server.there(
        get("/polls/" + key, keyFor(subgroup)).accept(Server.REFUSALS).send(), "the poll " + key);
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

  private Part post(String path, Form form, Optional<String> subgroup, String what) {
    form.set("api_key", keyFor(subgroup));
    return Server.accepted(
        loomio
            .http()
            .post(Server.url(loomio) + "/api/b1" + path)
            .form(form.fields())
            .accept(Server.REFUSALS)
            .send(),
        what);
  }

  private PlatformRequest get(String path, String key) {
    String query = "?api_key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    return loomio.http().get(Server.url(loomio) + "/api/b1" + path + query);
  }
}
