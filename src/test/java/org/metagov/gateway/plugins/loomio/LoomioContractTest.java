package org.metagov.gateway.plugins.loomio;

import jakarta.json.JsonObject;
import java.util.List;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.fakes.loomio.FakeLoomio.Shape;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.ProcessStory;

class LoomioContractTest extends PluginContract<FakeLoomio> {
  @Override
  protected Plugin<?> plugin() {
    return new Loomio();
  }

  @Override
  protected FakeLoomio platform() {
    return new FakeLoomio();
  }

  @Override
  protected JsonObject config(FakeLoomio loomio) {
    return json(
        "{'api_key':'%s','group_id':%d,'server_url':'%s'}"
            .formatted(FakeLoomio.KEY, FakeLoomio.GROUP, loomio.url()));
  }

  @Override
  protected List<ActionExample> actions(FakeLoomio loomio) {
    return List.of(
        new ActionExample("list-members", json("{}"), List.of(json("{'subgroup':7}"))),
        new ActionExample(
            "create-discussion",
            json("{'title':'Tea','description':'Green','recipient_user_ids':['879750']}"),
            List.of(
                json("{}"),
                json("{'title':7}"),
                json("{'title':'T','description_format':'pdf'}"))));
  }

  @Override
  protected List<ProcessStory<FakeLoomio>> processes() {
    return List.of(new Polling());
  }

  @Override
  protected void hook(FakeLoomio loomio, String url) {
    loomio.hook(url, Shape.WITHOUT_LINK);
  }

  @Override
  protected boolean signs() {
    return false;
  }

  private static final class Polling implements ProcessStory<FakeLoomio> {
    @Override
    public String process() {
      return "poll";
    }

    @Override
    public JsonObject parameters(FakeLoomio loomio) {
      return json(
          "{'title':'Tea?','options':['agree','disagree'],'closing_at':'2099-01-01',"
              + "'poll_type':'proposal','details':'Green'}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(
          json("{'title':'Tea?','options':['agree']}"),
          json("{'title':'Tea?','options':[],'closing_at':'2099-01-01'}"),
          json("{'title':'Tea?','options':['agree'],'closing_at':'tomorrow'}"),
          json("{'title':'Tea?','options':['a'],'closing_at':'2099-01-01','poll_type':'dice'}"));
    }

    @Override
    public void vote(FakeLoomio loomio) {
      loomio.vote();
    }

    @Override
    public void end(FakeLoomio loomio) {
      loomio.closeAll();
    }

    @Override
    public int count(FakeLoomio loomio) {
      return loomio.count();
    }
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
