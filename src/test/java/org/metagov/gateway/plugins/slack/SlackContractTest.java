package org.metagov.gateway.plugins.slack;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.fakes.slack.FakeSlack;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.ProcessStory;

class SlackContractTest extends PluginContract<FakeSlack> {
  @Override
  protected Plugin<?> plugin() {
    return new Slack();
  }

  @Override
  protected FakeSlack platform() {
    return new FakeSlack();
  }

  @Override
  protected JsonObject config(FakeSlack slack) {
    return json(
        "{'team_id':'%s','bot_token':'%s','bot_user_id':'%s'}"
            .formatted(FakeSlack.TEAM, FakeSlack.BOT_TOKEN, FakeSlack.BOT_USER));
  }

  @Override
  protected Map<String, String> settings() {
    return SlackTest.SETTINGS;
  }

  @Override
  protected List<ActionExample> actions(FakeSlack slack) {
    return List.of(
        new ActionExample(
            "method",
            json("{'method_name':'users.info','user':'U024BE7LH'}"),
            List.of(
                json("{}"),
                json("{'method_name':7}"),
                json("{'method_name':'../oauth'}"),
                json("{'method_name':'users'}"))),
        new ActionExample(
            "post-message",
            json("{'channel':'C0G9QF9GZ','text':'Tea?'}"),
            List.of(json("{}"), json("{'text':'Tea?'}"), json("{'users':'U1'}"))));
  }

  @Override
  protected List<ProcessStory<FakeSlack>> processes() {
    return List.of(new Emoji(), new Advanced());
  }

  @Override
  protected void hook(FakeSlack slack, String url) {
    slack.hook(url);
  }

  @Override
  protected void provoke(FakeSlack slack) {
    slack.happen(json("{'type':'member_joined_channel','user':'U1','channel':'C1'}"));
  }

  @Override
  protected Map<String, String> sign(FakeSlack slack, Map<String, String> headers, byte[] body) {
    return FakeSlack.signed(headers, body, Instant.now());
  }

  private static final class Emoji implements ProcessStory<FakeSlack> {
    @Override
    public String process() {
      return "emoji-vote";
    }

    @Override
    public JsonObject parameters(FakeSlack slack) {
      return json("{'title':'Tea?','poll_type':'boolean','channel':'C0G9QF9GZ'}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(
          json("{}"),
          json("{'title':'Tea?','poll_type':'dice','channel':'C0G9QF9GZ'}"),
          json("{'title':'Tea?','poll_type':'boolean'}"),
          json("{'title':' ','poll_type':'boolean','channel':'C0G9QF9GZ'}"),
          json("{'title':'Tea?','poll_type':'choice','channel':'C0G9QF9GZ'}"),
          json("{'title':'T','poll_type':'choice','options':['a','a'],'channel':'C0G9QF9GZ'}"),
          json(
              "{'title':'T','poll_type':'choice','emoji_family':'hearts','channel':'C0G9QF9GZ',"
                  + "'options':['1','2','3','4','5','6','7','8']}"));
    }

    @Override
    public void vote(FakeSlack slack) {
      slack.act(FakeSlack.MEMBER, "cast_vote", "yes");
    }

    @Override
    public void end(FakeSlack slack) {}

    @Override
    public int count(FakeSlack slack) {
      return slack.count();
    }

    @Override
    public boolean endsThere() {
      return false;
    }

    @Override
    public boolean tellsOfEnd() {
      return false;
    }
  }

  private static final class Advanced implements ProcessStory<FakeSlack> {
    @Override
    public String process() {
      return "advanced-vote";
    }

    @Override
    public JsonObject parameters(FakeSlack slack) {
      return json(
          "{'title':'Who?','candidates':['Ann','Bob'],'options':['yes','no'],"
              + "'channel':'C0G9QF9GZ'}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(
          json("{}"),
          json("{'title':'Who?','candidates':[],'options':['yes'],'channel':'C0G9QF9GZ'}"),
          json("{'title':'Who?','candidates':['Ann'],'options':[''],'channel':'C0G9QF9GZ'}"),
          json("{'title':'Who?','candidates':['Ann'],'options':['yes']}"));
    }

    @Override
    public void vote(FakeSlack slack) {
      slack.act(FakeSlack.MEMBER, "advanced_vote.1", "0");
    }

    @Override
    public void end(FakeSlack slack) {}

    @Override
    public int count(FakeSlack slack) {
      return slack.count();
    }

    @Override
    public boolean endsThere() {
      return false;
    }

    @Override
    public boolean tellsOfEnd() {
      return false;
    }
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
