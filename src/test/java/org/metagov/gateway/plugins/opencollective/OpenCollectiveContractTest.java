package org.metagov.gateway.plugins.opencollective;

import jakarta.json.JsonObject;
import java.util.List;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.ProcessStory;

class OpenCollectiveContractTest extends PluginContract<FakeOpenCollective> {
  @Override
  protected Plugin<?> plugin() {
    return new OpenCollective();
  }

  @Override
  protected FakeOpenCollective platform() {
    return new FakeOpenCollective();
  }

  @Override
  protected JsonObject config(FakeOpenCollective platform) {
    return json(
        "{\"collective_slug\":\"metagov\",\"personal_token\":\"%s\",\"server_url\":\"%s\"}"
            .formatted(FakeOpenCollective.PERSONAL_TOKEN, platform.url()));
  }

  @Override
  protected List<ActionExample> actions(FakeOpenCollective platform) {
    String expense = "{\"expense_id\":\"" + FakeOpenCollective.EXPENSE + "\",";
    return List.of(
        ActionExample.of("list-members", "{}"),
        ActionExample.of(
            "create-conversation",
            "{\"title\":\"Lunch?\",\"raw\":\"<p>Soup</p>\",\"tags\":[\"food\"]}",
            "{\"title\":\"Lunch?\"}",
            "{\"raw\":\"Soup\"}",
            "{\"title\":\"No\",\"raw\":\"Soup\"}",
            "{\"title\":\"Lunch?\",\"raw\":\"Soup\",\"tags\":\"food\"}",
            "{\"title\":\"Lunch?\",\"raw\":\"Soup\",\"tags\":[\"%s\"]}".formatted("x".repeat(33))),
        ActionExample.of(
            "create-comment",
            expense + "\"raw\":\"Fine\"}",
            "{}",
            "{\"raw\":\"Fine\"}",
            expense + "\"conversation_id\":\"conv_1\",\"raw\":\"Fine\"}",
            expense + "\"raw\":7}"),
        ActionExample.of(
            "process-expense",
            expense + "\"action\":\"APPROVE\"}",
            expense + "\"action\":null}",
            "{\"action\":\"APPROVE\"}"));
  }

  @Override
  protected List<ProcessStory<FakeOpenCollective>> processes() {
    return List.of(new Voting());
  }

  @Override
  protected void hook(FakeOpenCollective platform, String url) {
    platform.hook(url);
  }

  @Override
  protected void provoke(FakeOpenCollective platform) {
    platform.decide(FakeOpenCollective.EXPENSE, "approved");
  }

  @Override
  protected void happen(FakeOpenCollective platform, PluginUnderTest plugin) {
    List.of(
            "updated",
            "deleted",
            "approved",
            "unapproved",
            "reApprovalRequested",
            "rejected",
            "invite.declined",
            "scheduledForPayment",
            "processing",
            "error",
            "paid",
            "unpaid",
            "spam")
        .forEach(
            what -> {
              String id = platform.submit("metagov", "Stickers", 4_200);
              plugin.workOff();
              platform.decide(id, what);
              plugin.workOff();
            });
  }

  @Override
  protected boolean signs() {
    return false;
  }

  private static final class Voting implements ProcessStory<FakeOpenCollective> {
    @Override
    public String process() {
      return "vote";
    }

    @Override
    public JsonObject parameters(FakeOpenCollective platform) {
      return json("{\"title\":\"Shall we?\",\"details\":\"<p>React</p>\"}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(
          json("{}"),
          json("{\"title\":7}"),
          json("{\"title\":\" a \"}"),
          json("{\"title\":\"Shall we?\",\"details\":[]}"));
    }

    @Override
    public void vote(FakeOpenCollective platform) {
      platform.react("\uD83D\uDC4D\uFE0F");
    }

    @Override
    public void end(FakeOpenCollective platform) {
      platform.closeAll();
    }

    @Override
    public int count(FakeOpenCollective platform) {
      return platform.conversations().size();
    }

    @Override
    public boolean tellsOfEnd() {
      return false;
    }
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text).asJsonObject();
  }
}
