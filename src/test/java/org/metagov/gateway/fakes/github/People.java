package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/**
 * The API as somebody sees it who has let the app act for them: installations that they may read
 * something of, and repositories with what they may do there ("REST API endpoints for GitHub App
 * installations").
 */
final class People {
  private final FakeGitHub github;
  private final String path;
  private final Map<String, String> query;

  People(FakeGitHub github, String path, Map<String, String> query) {
    this.github = github;
    this.path = path;
    this.query = query;
  }

  Answer answer(Person person) {
    boolean knows = List.of(FakeGitHub.ADMIN, FakeGitHub.MEMBER).contains(person.login());
    if (path.equals("/user")) {
      return Answer.json(200, person.json());
    }
    if (path.equals("/user/installations")) {
      JsonArrayBuilder all = Json.createArrayBuilder();
      if (knows && !github.uninstalled) {
        all.add(github.installation());
      }
      return Answer.json(
          200,
          Json.createObjectBuilder()
              .add("total_count", knows ? 1 : 0)
              .add("installations", all)
              .build());
    }
    if (knows && path.equals("/user/installations/" + FakeGitHub.INSTALLATION + "/repositories")) {
      return repositories(github, path, query, person.login().equals(FakeGitHub.ADMIN));
    }
    throw Refusal.notFound();
  }

  /** Returns one page of 150 repositories, or of the one that a member may read. */
  static Answer repositories(
      FakeGitHub github, String path, Map<String, String> query, boolean all) {
    int count = all ? 150 : 1;
    int size = Math.min(100, FakeGitHub.number(query, "per_page", 30));
    int page = FakeGitHub.number(query, "page", 1);
    JsonArrayBuilder shown = Json.createArrayBuilder();
    for (int i = (page - 1) * size; i < Math.min(count, page * size); i++) {
      JsonObjectBuilder repository = Json.createObjectBuilder(github.repository());
      shown.add(repository.add("permissions", permissions(all)));
    }
    Answer answer =
        Answer.json(
            200,
            Json.createObjectBuilder()
                .add("total_count", count)
                .add("repository_selection", "all")
                .add("repositories", shown)
                .build());
    return github.linked(answer, path, query, page, count > page * size, size);
  }

  private static JsonObject permissions(boolean admin) {
    return Json.createObjectBuilder()
        .add("admin", admin)
        .add("push", admin)
        .add("pull", true)
        .build();
  }
}
