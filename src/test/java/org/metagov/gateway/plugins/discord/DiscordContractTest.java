package org.metagov.gateway.plugins.discord;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.fakes.discord.FakeDiscord;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.PluginUnderTest;
import org.metagov.gateway.testing.plugin.ProcessStory;

class DiscordContractTest extends PluginContract<FakeDiscord> {
  @Override
  protected Plugin<?> plugin() {
    return new Discord();
  }

  @Override
  protected FakeDiscord platform() {
    return new FakeDiscord();
  }

  @Override
  protected JsonObject config(FakeDiscord discord) {
    return json("{'guild_id':'%s'}".formatted(FakeDiscord.GUILD));
  }

  @Override
  protected Map<String, String> settings() {
    return FakeDiscord.settings();
  }

  @Override
  protected Map<String, Credential> credentials() {
    return DiscordTest.installed();
  }

  @Override
  protected List<ActionExample> actions(FakeDiscord discord) {
    return List.of(
        new ActionExample("get-guild", json("{}"), List.of()),
        new ActionExample(
            "method",
            json("{'route':'guilds/290926798626357999'}"),
            List.of(
                json("{}"),
                json("{'route':7}"),
                json("{'route':''}"),
                json("{'route':'guilds/290926798626357999','method':'TRACE'}"),
                json("{'route':'guilds/290926798626357999/../197038439483310086'}"),
                json("{'route':'guilds/290926798626357999%2f..%2f197038439483310086'}"),
                json("{'route':'guilds/197038439483310086'}"),
                json("{'route':'users/@me/guilds'}"),
                json("{'route':'https://example.org/'}"))),
        new ActionExample(
            "post-message",
            json("{'channel':645027906669510667,'text':'Tea?'}"),
            List.of(
                json("{}"),
                json("{'text':'Tea?'}"),
                json("{'channel':'general','text':'Tea?'}"),
                json("{'channel':true,'text':'Tea?'}"))),
        new ActionExample(
            "register-guild-command",
            json("{'name':'policykit','description':'Ask PolicyKit'}"),
            List.of(
                json("{}"),
                json("{'name':7}"),
                json("{'name':'policykit','command_id':'../..'}"))));
  }

  @Override
  protected List<ProcessStory<FakeDiscord>> processes() {
    return List.of(new Buttons());
  }

  @Override
  protected void hook(FakeDiscord discord, String url) {
    discord.hook(url);
  }

  @Override
  protected void provoke(FakeDiscord discord) {
    discord.command(FakeDiscord.MEMBER, FakeDiscord.GUILD, "policykit", "hello");
  }

  @Override
  protected void happen(FakeDiscord discord, PluginUnderTest plugin) {
    provoke(discord);
    discord.press(FakeDiscord.MEMBER, "my-button");
  }

  @Override
  protected Map<String, String> sign(
      FakeDiscord discord, Map<String, String> headers, byte[] body) {
    headers.putAll(FakeDiscord.signed(body, Instant.now()));
    return headers;
  }

  private static final class Buttons implements ProcessStory<FakeDiscord> {
    @Override
    public String process() {
      return "vote";
    }

    @Override
    public JsonObject parameters(FakeDiscord discord) {
      return json("{'title':'Tea?','poll_type':'boolean','channel':645027906669510667}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(
          json("{}"),
          json("{'title':'Tea?','poll_type':'boolean'}"),
          json("{'title':'Tea?','poll_type':'dice','channel':645027906669510667}"),
          json("{'title':'Tea?','poll_type':'boolean','channel':'general'}"),
          json("{'title':'Tea?','poll_type':'boolean','channel':-1}"),
          json("{'title':' ','poll_type':'boolean','channel':645027906669510667}"),
          json("{'title':'Tea?','poll_type':'choice','channel':645027906669510667}"),
          json(
              "{'title':'T','poll_type':'choice','options':['a','a'],"
                  + "'channel':645027906669510667}"),
          json(
              "{'title':'Tea?','poll_type':'boolean','channel':645027906669510667,"
                  + "'closing_at':'2020-01-01T00:00:00Z'}"));
    }

    @Override
    public void vote(FakeDiscord discord) {
      discord.vote(FakeDiscord.MEMBER, 0);
    }

    @Override
    public void end(FakeDiscord discord) {}

    @Override
    public int count(FakeDiscord discord) {
      return discord.count();
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
