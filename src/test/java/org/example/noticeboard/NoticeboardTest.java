package org.example.noticeboard;

import jakarta.json.JsonObject;
import java.util.List;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.ProcessStory;

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
        "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"%s\"}"
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

  private static final class Asking implements ProcessStory<FakeBoard> {
    @Override
    public String process() {
      return "question";
    }

    @Override
    public JsonObject parameters(FakeBoard board) {
      return json("{\"title\":\"Tea?\",\"options\":[\"yes\",\"no\"]}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(json("{\"title\":\"Tea?\"}"), json("{\"title\":\"Tea?\",\"options\":[]}"));
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

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
