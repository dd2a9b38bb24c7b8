package org.metagov.gateway.plugins.github;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.fakes.github.FakeGitHub;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.testing.plugin.ActionExample;
import org.metagov.gateway.testing.plugin.PluginContract;
import org.metagov.gateway.testing.plugin.ProcessStory;

class GitHubContractTest extends PluginContract<FakeGitHub> {
  @Override
  protected Plugin<?> plugin() {
    return new GitHub();
  }

  @Override
  protected FakeGitHub platform() {
    return new FakeGitHub();
  }

  @Override
  protected JsonObject config(FakeGitHub github) {
    return json("{'installation_id':'%s'}".formatted(FakeGitHub.INSTALLATION));
  }

  @Override
  protected Map<String, String> settings() {
    return FakeGitHub.settings();
  }

  @Override
  protected List<ActionExample> actions(FakeGitHub github) {
    return List.of(
        new ActionExample(
            "create-issue",
            json("{'repo_name':'hello-world','title':'Tea?','body':'It is cold.'}"),
            List.of(
                json("{}"),
                json("{'repo_name':'hello-world','title':'Tea?'}"),
                json("{'repo_name':'..','title':'Tea?','body':''}"),
                json("{'repo_name':'octocat/hello-world','title':'Tea?','body':''}"))),
        new ActionExample("get-installation", json("{}"), List.of()),
        new ActionExample(
            "method",
            json("{'route':'/repos/{owner}/{repo}','repo':'hello-world'}"),
            List.of(
                json("{}"),
                json("{'route':7}"),
                json("{'route':'/user','method':'TRACE'}"),
                json("{'route':'repos/octo-org'}"),
                json("{'route':'//example.org/repos'}"),
                json("{'route':'https://example.org/repos'}"),
                json("{'route':'/repos/../../login'}"),
                json("{'route':'/repos/%2e%2E/login'}"),
                json("{'route':'/repos/%2e%2e%2flogin'}"),
                json("{'route':'/repos/a%5c..%5clogin'}"),
                json("{'route':'/repos/a b'}"),
                json("{'route':'/repos/a#b'}"),
                json("{'route':'/repos/a@b/{'}"),
                json("{'route':'/repos/{owner}/{repo}'}"),
                json("{'route':'/repos/{owner}/{repo}','repo':''}"),
                json("{'route':'/repos/{owner}/{repo}','repo':'..'}"),
                json("{'route':'/repos/{owner}/{repo}','repo':'../../x'}"),
                json("{'route':'/repos/{owner}/{repo}','repo':'/x'}"),
                json("{'route':'/repos/{owner}/{repo}','repo':['x']}"))));
  }

  @Override
  protected List<ProcessStory<FakeGitHub>> processes() {
    return List.of(new Reactions(), new Comments());
  }

  @Override
  protected void hook(FakeGitHub github, String url) {
    github.hook(url);
  }

  @Override
  protected void provoke(FakeGitHub github) {
    github.push(FakeGitHub.MEMBER);
  }

  @Override
  protected Map<String, String> sign(FakeGitHub github, Map<String, String> headers, byte[] body) {
    return FakeGitHub.signed(headers, body);
  }

  private abstract static class Story implements ProcessStory<FakeGitHub> {
    @Override
    public JsonObject parameters(FakeGitHub github) {
      return json("{'repo_name':'hello-world','question':'Tea?'}");
    }

    @Override
    public List<JsonObject> bad() {
      return List.of(
          json("{}"),
          json("{'repo_name':'hello-world'}"),
          json("{'repo_name':'hello-world','question':' '}"),
          json("{'repo_name':'hello-world','question':'%s'}".formatted("x".repeat(251))),
          json("{'repo_name':'a/b','question':'Tea?'}"),
          json("{'repo_name':'hello-world','question':'Tea?','max_votes':'many'}"),
          json("{'repo_name':'hello-world','question':'Tea?','closing_at':'soon'}"),
          json(
              "{'repo_name':'hello-world','question':'Tea?','closing_at':'2020-01-01T00:00:00Z'}"));
    }

    @Override
    public void end(FakeGitHub github) {
      github.close(FakeGitHub.ADMIN);
    }

    @Override
    public int count(FakeGitHub github) {
      return github.count();
    }
  }

  private static final class Reactions extends Story {
    @Override
    public String process() {
      return "issue-react-vote";
    }

    @Override
    public void vote(FakeGitHub github) {
      github.react(FakeGitHub.MEMBER, "+1");
    }
  }

  private static final class Comments extends Story {
    @Override
    public String process() {
      return "issue-comment-vote";
    }

    @Override
    public void vote(FakeGitHub github) {
      github.comment(FakeGitHub.MEMBER, "I say ^^^^Green^^^^.");
    }
  }

  private static JsonObject json(String text) {
    return JsonText.parse(text.replace('\'', '"')).asJsonObject();
  }
}
