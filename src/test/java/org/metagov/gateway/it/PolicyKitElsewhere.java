package org.metagov.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.metagov.gateway.fakes.discord.FakeDiscord;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.fakes.github.FakeGitHub;
import org.metagov.gateway.testing.FakeDriver;

/**
 * What {@link PolicyKit} does on GitHub and Discourse (policykit/policykit at 05f4137, 2021-11),
 * and on Discord, where it called by itself at that time: so the calls are those that it has made
 * to the gateway since (at 5fdb97a, 2025-12), under the same names and with the same parameters.
 */
final class PolicyKitElsewhere {
  private final PolicyKit kit;
  private final FakeDriver outcomes;
  private final String path;
  private final FakeDriver events;

  /**
   * One that hears of outcomes at {@code path}.
   *
   * @param events hears of events
   */
  PolicyKitElsewhere(PolicyKit kit, FakeDriver outcomes, String path, FakeDriver events) {
    this.kit = kit;
    this.outcomes = outcomes;
    this.path = path;
    this.events = events;
  }

  /** integrations/github/views.py ({@code github_install}) and models.py. */
  void onGitHub(FakeGitHub github, String community, UnaryOperator<String> yes) {
    Map<String, String> told = kit.browse("github", "type=app&community=" + community, yes);
    assertThat(told).containsEntry("community", community);
    JsonObject installation = kit.act(community, "github.get-installation", null);
    assertThat(installation.getInt("id")).isEqualTo(Integer.parseInt(FakeGitHub.INSTALLATION));
    assertThat(installation.getString("target_type")).isIn("User", "Organization");
    assertThat(installation.getJsonObject("account").getString("login")).isNotBlank();

    String vote =
        kit.start(
            community,
            "github.issue-react-vote",
            "{\"repo_name\":\"%s\",\"question\":\"Tea?\"}".formatted(FakeGitHub.REPOSITORY));
    assertThat(kit.look(vote).getJsonObject("outcome").getInt("issue_number"))
        .isEqualTo(github.newestNumber());
    github.react("ann", "+1");
    github.react("bob", "-1");
    github.comment(FakeGitHub.MEMBER, "Tea, please");
    // It asserts that these are all: models.py, _handle_metagov_process.
    assertThat(PolicyKit.votes(kit.close(vote).getJsonObject("outcome")))
        .isEqualTo(Map.of("yes", List.of("ann"), "no", List.of("bob")));
    PolicyKit.calledBack(outcomes, path, "github.issue-react-vote", community, "yes", "no")
        .forEach(PolicyKit::votes);

    // models.py, _handle_metagov_event: what it has done itself it passes over.
    assertThat(bot(PolicyKit.heard(events, community, "github", "opened issues", "Tea?"))).isTrue();
    JsonObject comment =
        PolicyKit.heard(events, community, "github", "created issue_comment", "Tea, please");
    assertThat(bot(comment)).isFalse();
    assertThat(comment.getJsonObject("data").getJsonObject("comment").getString("body"))
        .isEqualTo("Tea, please");
  }

  private static boolean bot(JsonObject event) {
    return event.getJsonObject("initiator").getBoolean("is_metagov_bot");
  }

  /** docs/source/sample_policies.rst and tests/test_metagov_integration.py. */
  void onDiscourse(FakeDiscourse discourse, String community, String gateway) {
    JsonObject enabled =
        kit.enable(
            community,
            "discourse",
            "{\"api_key\":\"%s\",\"server_url\":\"%s\",\"webhook_secret\":\"%s\"}"
                .formatted(FakeDiscourse.KEY_FOR_ALL, discourse.url(), FakeDiscourse.SECRET));
    discourse.hook(gateway + "/api/hooks/" + community + "/discourse");
    itDeletesWhatWasPosted(discourse, community);
    itVotesOnAWallet(discourse, community);
    kit.disable(enabled);
  }

  /** "Vote on Discourse Proposal in Loomio", and the policy that asks for cred. */
  private void itDeletesWhatWasPosted(FakeDiscourse discourse, String community) {
    discourse.open(
        "alice", "A garden for everybody", "What do you think about it?", "dao-proposal");
    JsonObject topic = PolicyKit.heard(events, community, "discourse", "topic_created", "A garden");
    assertThat(topic.getJsonObject("initiator").getString("user_id")).isEqualTo("alice");
    JsonObject data = topic.getJsonObject("data");
    assertThat(data.getJsonArray("tags").getValuesAs(JsonString::getString))
        .contains("dao-proposal");
    assertThat(data.getString("title")).isEqualTo("A garden for everybody");
    assertThat(data.getString("url")).startsWith("http");
    int id = data.getInt("id");
    kit.perform(
        community,
        "discourse.create-post",
        "{\"topic_id\":%d,\"raw\":\"Loomio vote started at https://loomio.org/p/1\"}"
            .formatted(id));

    JsonObject post =
        PolicyKit.heard(events, community, "discourse", "post_created", "What do you")
            .getJsonObject("data");
    assertThat(post.getInt("topic_id")).isEqualTo(id);
    assertThat(post.getString("raw")).isEqualTo("What do you think about it?");
    assertThat(post.getString("url")).startsWith("http");
    kit.perform(community, "discourse.delete-topic", "{\"id\":%d}".formatted(id));

    long reply =
        discourse.reply(
            "bob",
            discourse.open("alice", "Who waters the beans?", "I did it last week, all alone"),
            "Not me, I am away until spring");
    kit.perform(community, "discourse.delete-post", "{\"id\":%d}".formatted(reply));
    assertThat(discourse.isDeleted(reply)).isTrue();
    JsonObject message =
        kit.perform(
            community,
            "discourse.create-message",
            "{\"title\":\"PolicyKit deleted your post\",\"raw\":\"You only have 0 Cred, and at least 1"
                + " is required\",\"is_warning\":false,\"target_usernames\":[\"bob\"]}");
    assertThat(message.getInt("topic_id")).isPositive();
  }

  /** "Vote on Adding Payment Pointers to a Web Monetization Rev Share config". */
  private void itVotesOnAWallet(FakeDiscourse discourse, String community) {
    discourse.fill("alice", "1", "$wallet.example/alice");
    discourse.saveProfile("alice");
    JsonObject change =
        PolicyKit.heard(events, community, "discourse", "user_fields_changed", "alice")
            .getJsonObject("data");
    assertThat(change.getString("username")).isEqualTo("alice");
    // It asks the old fields for one, too: they are known from when the plugin was enabled.
    assertThat(change.get("old_user_fields")).isInstanceOf(JsonObject.class);
    assertThat(change.getJsonObject("user_fields").getString("1"))
        .isEqualTo("$wallet.example/alice");

    long topic =
        discourse.open("bob", "The revenue of the garden", "Who gets how much of all of it?");
    String poll =
        kit.start(
            community,
            "discourse.poll",
            ("{\"title\":\"Add it to revshare config - test\",\"details\":\"alice proposes to add it\","
                    + "\"options\":[\"approve\",\"disapprove\"],\"topic_id\":%d}")
                .formatted(topic));
    JsonObject outcome = kit.look(poll).getJsonObject("outcome");
    assertThat(outcome.getString("poll_url")).startsWith(discourse.url());
    assertThat(outcome.getJsonObject("votes").getInt("approve")).isZero();
    JsonObject asked =
        kit.perform(
            community,
            "discourse.create-message",
            ("{\"title\":\"Request to add a wallet under review\",\"raw\":\"Vote occurring at %s\","
                    + "\"target_usernames\":[\"alice\"]}")
                .formatted(outcome.getString("poll_url")));

    long post = discourse.polls().get(discourse.polls().size() - 1);
    discourse.vote("alice", post, 0);
    JsonObject closed = kit.close(poll);
    assertThat(closed.getString("status")).isEqualTo("completed");
    JsonObject votes = closed.getJsonObject("outcome").getJsonObject("votes");
    assertThat(votes.getInt("approve")).isEqualTo(1);
    assertThat(votes.getInt("disapprove")).isZero();
    PolicyKit.calledBack(outcomes, path, "discourse.poll", community, "approve", "disapprove");
    kit.perform(
        community,
        "discourse.create-message",
        ("{\"raw\":\"Your new payment pointer was added to the config\","
                + "\"target_usernames\":[\"alice\"],\"topic_id\":%d}")
            .formatted(asked.getInt("topic_id")));
  }

  /** integrations/discord/views.py ({@code discord_install}), models.py and handlers.py. */
  void onDiscord(FakeDiscord discord, String community, UnaryOperator<String> yes) {
    Map<String, String> told = kit.browse("discord", "type=app&community=" + community, yes);
    assertThat(told)
        .containsEntry("community", community)
        .containsEntry("guild_id", FakeDiscord.GUILD)
        .containsEntry("user_id", FakeDiscord.ADMIN);
    JsonObject guild = kit.act(community, "discord.get-guild", null);
    assertThat(guild.getString("name") + guild.getString("owner_id")).isNotBlank();
    kit.perform(
        community,
        "discord.register-guild-command",
        "{\"name\":\"policykit\",\"description\":\"Send a command to PolicyKit\",\"options\":["
            + "{\"name\":\"command\",\"description\":\"Command\",\"type\":3,\"required\":true}]}");
    discord.tellMembers();
    for (JsonObject member :
        kit.perform(
                community,
                "discord.method",
                "{\"route\":\"guilds/%s/members?after=0&limit=1000\"}"
                    .formatted(told.get("guild_id")))
            .getJsonArray("result")
            .getValuesAs(JsonObject.class)) {
      user(member.getJsonObject("user"));
    }
    JsonObject posted =
        kit.perform(
            community,
            "discord.post-message",
            "{\"text\":\"pong\",\"channel\":%s}".formatted(FakeDiscord.CHANNEL));
    kit.perform(
        community,
        "discord.post-message",
        ("{\"text\":\"Hello\",\"channel\":%s,\"message_reference\":{\"message_id\":\"%s\","
                + "\"guild_id\":\"%s\",\"fail_if_not_exists\":false}}")
            .formatted(FakeDiscord.CHANNEL, posted.getString("id"), FakeDiscord.GUILD));

    String vote =
        kit.start(
            community,
            "discord.vote",
            "{\"poll_type\":\"boolean\",\"title\":\"Please vote\",\"channel\":%s}"
                .formatted(FakeDiscord.CHANNEL));
    assertThat(kit.look(vote).getJsonObject("outcome").getString("message_id")).isNotBlank();
    assertThat(discord.vote(FakeDiscord.MEMBER, 0)).isPresent();
    assertThat(PolicyKit.votes(kit.close(vote).getJsonObject("outcome")))
        .isEqualTo(Map.of("yes", List.of(FakeDiscord.MEMBER), "no", List.of()));
    PolicyKit.calledBack(outcomes, path, "discord.vote", community, "yes", "no")
        .forEach(PolicyKit::votes);

    discord.command(FakeDiscord.MEMBER, FakeDiscord.GUILD, "policykit", "vote on tea");
    JsonObject data =
        PolicyKit.heard(events, community, "discord", "slash_command", "vote on tea")
            .getJsonObject("data");
    assertThat(data.getString("channel_id") + data.getString("token")).isNotBlank();
    user(data.getJsonObject("member").getJsonObject("user"));
    JsonObject command = data.getJsonObject("data");
    assertThat(command.getString("name")).isEqualTo("policykit");
    JsonObject option = command.getJsonArray("options").getJsonObject(0);
    assertThat(option.getString("name")).isEqualTo("command");
    assertThat(option.getString("value")).isEqualTo("vote on tea");
  }

  /** integrations/discord/utils.py, {@code get_discord_user_fields}. */
  private static void user(JsonObject user) {
    assertThat(user.getString("id") + user.getString("username")).isNotBlank();
    assertThat(user.get("avatar")).isInstanceOfAny(JsonString.class, JsonValue.NULL.getClass());
  }
}
