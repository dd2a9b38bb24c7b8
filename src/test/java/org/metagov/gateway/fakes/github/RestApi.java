package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.fakes.github.Issue.Reaction;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform.Answer;

/** One request to the REST API, and what comes of it. */
final class RestApi {
  private static final String ROOT = "/api/v3";

  /** What a repository is called in links: its name may change while somebody reads its pages. */
  static final String BY_NUMBER = "/repositories/1296269";

  static final String BY_NAME = "/repos/" + FakeGitHub.OWNER + "/" + FakeGitHub.REPOSITORY;

  private static final Set<String> VERSIONS = Set.of("2022-11-28", "2026-03-10");
  private static final Set<String> CONTENTS =
      Set.of("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes");
  private static final int LONGEST_TITLE = 256;
  private static final int LONGEST_BODY = 65_536;
  private static final Pattern ISSUES =
      Pattern.compile("/repos/([^/]+)/([^/]+)/issues(?:/(\\d+)(?:/(comments|reactions))?)?");

  private final FakeGitHub github;
  private final FakeServer.Request request;
  private final String path;
  private final Map<String, String> query;

  RestApi(FakeGitHub github, FakeServer.Request request) {
    this.github = github;
    this.request = request;
    String[] parts = request.target().split("\\?", 2);
    path =
        parts[0].startsWith(ROOT + "/")
            ? parts[0].substring(ROOT.length()).replaceFirst("^" + BY_NUMBER + "/", BY_NAME + "/")
            : "";
    query = FakeGitHub.pairs(parts.length > 1 ? parts[1] : "");
  }

  Answer answer() {
    requireHeaders();
    if (path.isEmpty() || path.endsWith("/")) {
      throw Refusal.notFound();
    }
    String sent = request.header("Authorization").orElse("");
    String token = sent.replaceFirst("^(?i)(bearer|token) ", "");
    if (path.startsWith("/app/") || path.equals("/app")) {
      AppKey.verify(token, FakeGitHub.APP_ID, FakeGitHub.CLIENT, github.now());
      return asApp();
    }
    if (path.startsWith("/user")) {
      return new People(github, path, query)
          .answer(github.tokens.person(token).orElseThrow(Refusal::badCredentials));
    }
    if (!github.tokens.isOfInstallation(token)) {
      throw Refusal.badCredentials();
    }
    if (github.suspended) {
      throw Refusal.of(403, "This installation has been suspended");
    }
    return asInstallation();
  }

  private void requireHeaders() {
    if (request.header("User-Agent").filter(agent -> !agent.isBlank()).isEmpty()) {
      throw Refusal.of(
          403,
          "Request forbidden by administrative rules. Please make sure your request has a"
              + " User-Agent header");
    }
    String accept = request.header("Accept").orElse("");
    if (!accept.contains("json") && !accept.contains("*/*")) {
      throw Refusal.of(
          415, "Unsupported 'Accept' header: '" + accept + "'. Must accept 'application/json'.");
    }
    request
        .header("X-GitHub-Api-Version")
        .filter(version -> !VERSIONS.contains(version))
        .ifPresent(
            version -> {
              throw Refusal.of(400, "\"" + version + "\" is not a supported version");
            });
  }

  private Answer asApp() {
    String one = "/app/installations/" + FakeGitHub.INSTALLATION;
    boolean there = !github.uninstalled;
    if (path.equals("/app") && request.method().equals("GET")) {
      return Answer.json(200, github.app());
    }
    if (path.equals("/app/installations") && request.method().equals("GET")) {
      JsonArrayBuilder all = Json.createArrayBuilder();
      return github.page((there ? all.add(github.installation()) : all).build(), path, query);
    }
    if (there && path.equals(one) && request.method().equals("GET")) {
      return Answer.json(200, github.installation());
    }
    if (there && path.equals(one + "/access_tokens") && request.method().equals("POST")) {
      if (github.suspended) {
        throw Refusal.of(403, "This installation has been suspended");
      }
      var token = github.tokens.mint();
      return Answer.json(
          201,
          Json.createObjectBuilder()
              .add("token", token.getKey())
              .add("expires_at", token.getValue().toString())
              .add("permissions", github.installation().get("permissions"))
              .add("repository_selection", "all")
              .build());
    }
    throw Refusal.notFound();
  }

  private Answer asInstallation() {
    if (path.equals("/installation/repositories")) {
      return People.repositories(github, path, query, true);
    }
    if (path.equals("/repos/" + FakeGitHub.OWNER + "/" + FakeGitHub.REPOSITORY)) {
      return Answer.json(200, github.repository());
    }
    Matcher match = ISSUES.matcher(path);
    if (!match.matches()
        || !match.group(1).equalsIgnoreCase(FakeGitHub.OWNER)
        || !match.group(2).equalsIgnoreCase(FakeGitHub.REPOSITORY)) {
      throw Refusal.notFound();
    }
    if (!request.method().equals("GET") && github.readsOnly) {
      throw Refusal.with(
          403,
          "Resource not accessible by integration",
          "X-Accepted-GitHub-Permissions",
          "issues=write");
    }
    if (!request.method().equals("GET") && github.archived) {
      throw Refusal.of(403, "Repository was archived so is read-only.");
    }
    return match.group(3) == null
        ? issues()
        : issue(
            github.issues.get(Integer.parseInt(match.group(3))),
            match.group(4) == null ? "" : match.group(4));
  }

  private Answer issues() {
    if (request.method().equals("POST")) {
      return open(body());
    }
    String state = query.getOrDefault("state", "open");
    List<Issue> shown = new ArrayList<>(github.issues.values());
    shown.removeIf(
        issue -> !state.equals("all") && state.equals("open") == issue.closedAt.isPresent());
    if (!query.getOrDefault("direction", "desc").equals("asc")) {
      Collections.reverse(shown);
    }
    JsonArrayBuilder all = Json.createArrayBuilder();
    shown.forEach(issue -> all.add(issue.json(github.api(), github.url())));
    return github.page(all.build(), path, query);
  }

  private Answer open(JsonObject body) {
    String title = text(body, "title", "Issue", LONGEST_TITLE);
    String text = body.getString("body", "");
    if (text.length() > LONGEST_BODY) {
      throw Refusal.invalid(
          "Issue", "body", "custom", "body is too long (maximum is 65536 characters)");
    }
    int number = github.issues.size() + 1;
    Issue issue =
        new Issue(
            github.next(), number, FakeGitHub.REPOSITORY, Person.APP, title, text, github.now());
    github.issues.put(number, issue);
    github.opened(issue, Person.APP);
    return Answer.json(201, issue.json(github.api(), github.url()));
  }

  private Answer issue(Issue issue, String part) {
    if (issue == null) {
      throw Refusal.of(410, "This issue was deleted");
    }
    return switch (request.method() + part) {
      case "GET" -> Answer.json(200, issue.json(github.api(), github.url()));
      case "PATCH", "POST" -> change(issue, body());
      case "GETcomments" -> github.page(issue.commentsJson(github.api()), path, query);
      case "POSTcomments" -> comment(issue, body());
      case "GETreactions" -> github.page(reactions(issue), path, query);
      case "POSTreactions" -> react(issue, body());
      default -> throw Refusal.notFound();
    };
  }

  private JsonArray reactions(Issue issue) {
    JsonArrayBuilder wanted = Json.createArrayBuilder();
    issue.reactionsJson().stream()
        .map(JsonValue::asJsonObject)
        .filter(
            r ->
                r.getString("content")
                    .equals(query.getOrDefault("content", r.getString("content"))))
        .forEach(wanted::add);
    return wanted.build();
  }

  private Answer change(Issue issue, JsonObject body) {
    String state = body.getString("state", "");
    if (!state.isEmpty() && !Set.of("open", "closed").contains(state)) {
      throw Refusal.invalid("Issue", "state", "invalid", "");
    }
    if (state.equals("closed")) {
      github.close(issue, Person.APP);
    }
    return Answer.json(200, issue.json(github.api(), github.url()));
  }

  private Answer comment(Issue issue, JsonObject body) {
    if (issue.locked) {
      throw Refusal.of(403, "Unable to create comment because issue is locked.");
    }
    return Answer.json(
        201, github.comment(issue, Person.APP, text(body, "body", "IssueComment", LONGEST_BODY)));
  }

  private Answer react(Issue issue, JsonObject body) {
    String content = body.getString("content", "");
    if (!CONTENTS.contains(content)) {
      throw Refusal.invalid("Reaction", "content", "invalid", "");
    }
    // Nobody reacts twice in the same way: it is answered by what there is, and 200.
    for (int i = 0; i < issue.reactions.size(); i++) {
      Reaction there = issue.reactions.get(i);
      if (there.author().equals(Person.APP) && there.content().equals(content)) {
        return Answer.json(200, issue.reactionsJson().getJsonObject(i));
      }
    }
    issue.reactions.add(new Reaction(github.next(), Person.APP, content, github.now()));
    return Answer.json(201, issue.reactionsJson().getJsonObject(issue.reactions.size() - 1));
  }

  private static String text(JsonObject body, String name, String resource, int longest) {
    if (!(body.get(name) instanceof JsonString given)) {
      throw Refusal.of(422, "Invalid request.\n\n\"" + name + "\" wasn't supplied.");
    }
    if (given.getString().isBlank()) {
      throw Refusal.invalid(resource, name, "missing_field", "");
    }
    if (given.getString().length() > longest) {
      throw Refusal.invalid(
          resource, name, "custom", name + " is too long (maximum is " + longest + " characters)");
    }
    return given.getString();
  }

  private JsonObject body() {
    try {
      if (Json.createReader(new StringReader(request.body())).readValue()
          instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException e) {
      throw Refusal.of(400, "Problems parsing JSON");
    }
    throw Refusal.of(400, "Body should be a JSON object");
  }
}
