package org.metagov.gateway.plugins.discourse;

import jakarta.json.JsonObject;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.ProcessStory;

class DiscourseContractTest extends PluginContract<FakeDiscourse> {
  private static final String RAW = "\"raw\":\"Seen from the kitchen window\"";

  @Override
  protected Plugin<?> plugin() {
    return new Discourse();
  }

  @Override
  protected FakeDiscourse platform() {
    return new FakeDiscourse();
  }

  @Override
  protected JsonObject config(FakeDiscourse forum) {
    return json(
        "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"%s\"}"
            .formatted(FakeDiscourse.KEY, FakeDiscourse.SECRET, forum.url()));
  }

  @Override
  protected List<ActionExample> actions(FakeDiscourse forum) {
    long topic = forum.open("alice", "The shed is on fire", "It burns since this morning");
    long post = forum.reply("bob", topic, "I was not there at all");
    long deleted = forum.reply("alice", topic, "I saw you there, I think");
    forum.delete(deleted);
    long other = forum.open("bob", "The shed is gone", "It has burnt down completely");
    forum.deleteTopic(other);
    return List.of(
        ActionExample.of(
            "create-message",
            "{\"title\":\"For you\",%s,\"target_usernames\":[\"alice\",\"bob\"]}".formatted(RAW),
            "{" + RAW + "}",
            "{%s,\"target_usernames\":[\"alice\"]}".formatted(RAW),
            "{\"title\":\"For you\",%s,\"target_usernames\":[\"alice,bob\"]}".formatted(RAW)),
        ActionExample.of(
            "create-post",
            "{%s,\"topic_id\":%d}".formatted(RAW, topic),
            "{" + RAW + "}",
            "{%s,\"topic_id\":\"%d\"}".formatted(RAW, topic),
            "{%s,\"topic_id\":%d,\"initiator\":\"a\\r\\nb\"}".formatted(RAW, topic)),
        ActionExample.of(
            "create-topic",
            "{%s,\"category\":1,\"title\":\"Smoke above the garden\"}".formatted(RAW),
            "{%s,\"title\":\"Smoke above the garden\"}".formatted(RAW)),
        ActionExample.of("delete-post", "{\"id\":%d}".formatted(post), "{}"),
        ActionExample.of("recover-post", "{\"id\":%d}".formatted(deleted), "{\"id\":1.5}"),
        ActionExample.of("delete-topic", "{\"id\":%d}".formatted(topic), "{\"id\":\"1\"}"),
        ActionExample.of("recover-topic", "{\"id\":%d}".formatted(other), "{}"),
        ActionExample.of("lock-post", "{\"id\":%d,\"locked\":true}".formatted(post), "{\"id\":1}"));
  }

  @Override
  protected List<ProcessStory<FakeDiscourse>> processes() {
    return List.of(new InNewTopic(), new AsReply());
  }

  @Override
  protected Map<String, String> sign(
      FakeDiscourse forum, Map<String, String> headers, byte[] body) {
    headers.put(
        "X-Discourse-Event-Signature",
        "sha256=" + HexFormat.of().formatHex(Signatures.hmacSha256(FakeDiscourse.SECRET, body)));
    return headers;
  }

  @Override
  protected void hook(FakeDiscourse forum, String url) {
    forum.hook(url);
  }

  @Override
  protected void provoke(FakeDiscourse forum) {
    forum.open("alice", "The shed is on fire", "It burns since this morning");
  }

  @Override
  protected void happen(FakeDiscourse forum, PluginUnderTest plugin) {
    forum.open("alice", "The shed is on fire", "It burns since this morning", "shed");
    forum.fill("bob", "1", "gardener");
    forum.saveProfile("bob");
    plugin.workOff();
    forum.fill("bob", "1", "carpenter");
    forum.saveProfile("bob");
  }

  private static class InNewTopic implements ProcessStory<FakeDiscourse> {
    @Override
    public String process() {
      return "poll";
    }

    @Override
    public JsonObject parameters(FakeDiscourse forum) {
      return json("{\"title\":\"Who has burnt the shed?\",\"options\":[\"Bob\",\"nobody\"]}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(
          json("{\"options\":[\"Bob\",\"nobody\"]}"),
          json("{\"title\":\"Who has burnt the shed?\"}"),
          json("{\"title\":\"Who has burnt the shed?\",\"options\":[\"Bob\",\" \\n\"]}"),
          json("{\"title\":\" \",\"options\":[\"Bob\",\"nobody\"]}"),
          json("{\"title\":\"Who?\",\"options\":[\"a\",\"b\"],\"closing_at\":\"tomorrow\"}"),
          json("{\"title\":\"Who?\",\"options\":[\"a\",\"b\"],\"groups\":[\"a]\"]}"),
          json("{\"title\":\"Who?\",\"options\":[\"a\",\"b\"],\"poll_type\":\"ranked\"}"));
    }

    @Override
    public void vote(FakeDiscourse forum) {
      forum.polls().forEach(post -> forum.vote("alice", post, 0));
    }

    @Override
    public void end(FakeDiscourse forum) {
      forum.polls().forEach(post -> forum.close(post, true));
    }

    @Override
    public int count(FakeDiscourse forum) {
      return forum.polls().size();
    }

    @Override
    public boolean tellsOfEnd() {
      return false;
    }
  }

  private static final class AsReply extends InNewTopic {
    @Override
    public JsonObject parameters(FakeDiscourse forum) {
      long topic = forum.open("alice", "The shed is on fire", "It burns since this morning");
      return json(
          "{\"title\":\"Who?\",\"options\":[\"Bob\",\"nobody\"],\"topic_id\":%d}".formatted(topic));
    }
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
