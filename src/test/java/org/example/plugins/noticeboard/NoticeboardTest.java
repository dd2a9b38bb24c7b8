package org.example.plugins.noticeboard;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.ProcessStory;

/** What every plugin has to hold, and what this one does besides. */
class NoticeboardTest extends PluginContract<FakeBoard> {
  @Override
  protected Plugin<?> plugin() {
    return new Noticeboard();
  }

  @Override
  protected FakeBoard platform() {
    return new FakeBoard();
  }

  @Override
  protected JsonObject config(FakeBoard board) {
    return json(
        "{'api_key':'%s','webhook_secret':'%s','server_url':'%s'}"
            .formatted(FakeBoard.KEY, FakeBoard.SECRET, board.url()));
  }

  @Override
  protected List<ActionExample> actions(FakeBoard board) {
    return List.of(
        ActionExample.of("post-notice", "{\"title\":\"Spring cleaning\"}", "{}", "{\"title\":7}"));
  }

  @Override
  protected List<ProcessStory<FakeBoard>> processes() {
    return List.of(new Asking());
  }

  @Override
  protected void hook(FakeBoard board, String url) {
    board.hook(url);
  }

  @Override
  protected void provoke(FakeBoard board) {
    board.post("Lost: a glove");
  }

  @Test
  void driversHearOfANoticeAndWhoPostedIt() {
    try (FakeBoard board = platform();
        PluginUnderTest plugin = enabled(board)) {
      board.hook(plugin.hookUrl());
      board.post("Lost: a glove");
      plugin.workOff();
      assertThat(plugin.events())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.eventType()).isEqualTo("notice_posted");
                assertThat(event.data()).isEqualTo(json("{'title':'Lost: a glove','text':''}"));
                assertThat(event.initiator())
                    .isEqualTo(json("{'user_id':'ada','provider':'noticeboard'}"));
              });
    }
  }

  @Test
  void anOldWebhookIsRefused() {
    try (FakeBoard board = platform();
        PluginUnderTest plugin = enabled(board)) {
      board.hook(plugin.hookUrl());
      plugin.pass(Duration.ofMinutes(6));
      board.post("Lost: a glove");
      assertThat(board.deliveries()).singleElement().extracting("status").isEqualTo(401);
    }
  }

  @Test
  void aHandshakeIsAnswered() {
    String hello = "{\"type\":\"hello\",\"challenge\":\"say it\"}";
    Map<String, List<String>> headers = new HashMap<>();
    FakeBoard.signature(hello).forEach((name, value) -> headers.put(name, List.of(value)));
    try (FakeBoard board = platform();
        PluginUnderTest plugin = enabled(board)) {
      WebhookRequest request =
          new WebhookRequest(headers, "", hello.getBytes(StandardCharsets.UTF_8), Instant.now());
      assertThat(plugin.admit(request)).isEqualTo(new Gate.Answer(Reply.text("say it")));
    }
  }

  private PluginUnderTest enabled(FakeBoard board) {
    return new PluginUnderTest(plugin(), config(board), Optional.empty());
  }

  private static final class Asking implements ProcessStory<FakeBoard> {
    @Override
    public String process() {
      return "question";
    }

    @Override
    public JsonObject parameters(FakeBoard board) {
      return json("{'title':'Tea?','options':['yes','no']}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(json("{'title':'Tea?'}"), json("{'title':'Tea?','options':[]}"));
    }

    @Override
    public void vote(FakeBoard board) {
      board.vote();
    }

    @Override
    public void end(FakeBoard board) {
      board.closeAll();
    }

    @Override
    public int count(FakeBoard board) {
      return board.count();
    }
  }

  /** Returns an object in JSON with single quotes. */
  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text.replace('\'', '"'))).readObject();
  }
}
