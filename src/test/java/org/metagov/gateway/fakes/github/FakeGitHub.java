package org.metagov.gateway.fakes.github;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.metagov.gateway.fakes.github.Issue.Comment;
import org.metagov.gateway.fakes.github.Issue.Reaction;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;
import org.metagov.gateway.testing.plugin.OAuthText;

/**
 * An organization on GitHub that has installed the app, as a GitHub Enterprise Server has it: pages
 * at the root, the REST API below {@code /api/v3}.
 *
 * <p>What it takes, refuses and answers is from docs.github.com as of 2026-10 (repository
 * github/docs): "Getting started with the REST API", "Troubleshooting the REST API", "Rate limits
 * for the REST API", "Using pagination in the REST API", "Generating a JSON Web Token (JWT) for a
 * GitHub App", "Generating an installation access token for a GitHub App", "Generating a user
 * access token for a GitHub App", "About the setup URL" and the reference of issues, comments,
 * reactions and apps; shapes of answers are those of github/rest-api-description, shapes of
 * webhooks those of octokit/webhooks ({@code payload-examples/api.github.com}).
 */
public final class FakeGitHub extends FakePlatform {
  public static final String INSTALLATION = "957387";
  public static final String APP_ID = "29310";
  public static final String SLUG = "metagov-gateway";
  public static final String CLIENT = "Iv1.8a61f9b3a7aba766";
  public static final String CLIENT_SECRET = "github-client-secret-1";
  public static final String WEBHOOK_SECRET = "It's a Secret to Everybody";
  public static final String OWNER = Person.ORGANIZATION.login();
  public static final String REPOSITORY = "hello-world";

  /** Administers all that the installation reaches. */
  public static final String ADMIN = Person.OCTOCAT.login();

  /** May read there, and no more. */
  public static final String MEMBER = Person.CODERTOCAT.login();

  final Map<Integer, Issue> issues = new LinkedHashMap<>();
  final Tokens tokens = new Tokens(this);
  private final List<Runnable> unsent = new ArrayList<>();
  private Supplier<Instant> clock = Instant::now;
  private Duration ahead = Duration.ZERO;
  private String hook = "";
  private long last = 444_500_040;
  boolean suspended;
  boolean uninstalled;
  boolean readsOnly;
  boolean archived;
  private Refusal limit;

  /** Runs it until Ctrl+C: {@code POST /control/hook {"url"}} says where webhooks go to. */
  public static void main(String... arguments) {
    FakeGitHub github = new FakeGitHub();
    System.out.println("GitHub is at " + github.url() + ", its API at " + github.api());
    settings(github.url()).forEach((name, value) -> System.out.println(name + "=" + value));
  }

  /** Returns the settings of a server for it, which may name the installation in community town. */
  public static Map<String, String> settings(String url) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("metagov.plugin.github.server-url", url);
    settings.putAll(settings());
    return settings;
  }

  /** As above, without where it is. */
  public static Map<String, String> settings() {
    return Map.of(
        "metagov.plugin.github.app-id", APP_ID,
        "metagov.plugin.github.app-slug", SLUG,
        "metagov.plugin.github.private-key", AppKey.pem().strip().replace("\n", "\\n"),
        "metagov.plugin.github.client-id", CLIENT,
        "metagov.plugin.github.client-secret", CLIENT_SECRET,
        "metagov.plugin.github.webhook-secret", WEBHOOK_SECRET,
        "metagov.plugin.github.installations", "town:" + INSTALLATION);
  }

  String api() {
    return url() + "/api/v3";
  }

  /** GitHub's clock shows whole seconds. */
  Instant now() {
    return clock.get().plus(ahead).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Goes by {@code other}, and not by how long a test takes. */
  public synchronized void keepTimeOf(Supplier<Instant> other) {
    clock = other;
  }

  long next() {
    last++;
    return last;
  }

  /** Sends webhooks to {@code url} from now on. */
  public synchronized void hook(String url) {
    hook = url;
  }

  /** Lets time go by on GitHub. */
  public synchronized void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  /** The app may only read from now on. */
  public synchronized void readOnly() {
    readsOnly = true;
  }

  /** The repository is archived. */
  public synchronized void archive() {
    archived = true;
  }

  /** All tokens of installations end. */
  public synchronized void expire() {
    tokens.expire();
  }

  /** Returns how many tokens of the installation there were. */
  public synchronized int minted() {
    return tokens.minted();
  }

  /** Returns how many issues there are. */
  public synchronized int count() {
    return issues.size();
  }

  /** Returns what stands below the newest issue. */
  public synchronized List<String> said() {
    return newest().comments.stream().map(Comment::body).toList();
  }

  /** Returns the number of the newest issue. */
  public synchronized int newestNumber() {
    return newest().number;
  }

  /** Returns the text of the newest issue. */
  public synchronized String shown() {
    return newest().title + "\n" + newest().body;
  }

  /** Returns whether the newest issue is closed. */
  public synchronized boolean isClosed() {
    return newest().closedAt.isPresent();
  }

  private Issue newest() {
    return issues.values().stream().reduce((a, b) -> b).orElseThrow();
  }

  /** Deletes the newest issue. */
  public synchronized void delete() {
    issues.remove(newest().number);
  }

  /** Somebody reacts to the newest issue; once by each content, as on GitHub. */
  public synchronized void react(String login, String content) {
    Issue issue = newest();
    Person person = Person.called(login);
    if (issue.reactions.stream()
        .noneMatch(r -> r.author().equals(person) && r.content().equals(content))) {
      issue.reactions.add(new Reaction(next(), person, content, now()));
    }
  }

  /** Somebody takes a reaction to the newest issue back. */
  public synchronized void unreact(String login, String content) {
    newest()
        .reactions
        .removeIf(r -> r.author().login().equals(login) && r.content().equals(content));
  }

  /** Somebody comments on the newest issue; returns what was answered to the webhook. */
  public int comment(String login, String text) {
    synchronized (this) {
      comment(newest(), Person.called(login), text);
    }
    return flush();
  }

  /** Somebody writes something else in place of their comment {@code text}. */
  public int edit(String login, String text, String instead) {
    synchronized (this) {
      Issue issue = newest();
      issue.comments.replaceAll(
          c ->
              c.author().login().equals(login) && c.body().equals(text)
                  ? new Comment(c.id(), c.author(), instead, c.createdAt(), now())
                  : c);
      Comment edited =
          issue.comments.stream().filter(c -> c.body().equals(instead)).findFirst().orElseThrow();
      tell(
          "issue_comment",
          "edited",
          edited.author(),
          of(issue).add("comment", issue.json(api(), edited)));
    }
    return flush();
  }

  /** Somebody closes the newest issue. */
  public int close(String login) {
    synchronized (this) {
      close(newest(), Person.called(login));
    }
    return flush();
  }

  /** Somebody pushes. */
  public int push(String login) {
    synchronized (this) {
      tell(
          "push",
          "",
          Person.called(login),
          Json.createObjectBuilder()
              .add("ref", "refs/heads/main")
              .add("before", "6113728f27ae82c7b1a177c8d03f9e96e0adf246")
              .add("after", UUID.randomUUID().toString().replace("-", "") + "00000000")
              .add("commits", JsonValue.EMPTY_JSON_ARRAY)
              .add("repository", repository()));
    }
    return flush();
  }

  /** An owner removes the app. */
  public int uninstall() {
    synchronized (this) {
      uninstalled = true;
      tokens.expire();
      tell("installation", "deleted", Person.OCTOCAT, Json.createObjectBuilder());
    }
    return flush();
  }

  /** An owner suspends the app ("Suspending a GitHub App installation"). */
  public int suspend() {
    synchronized (this) {
      suspended = true;
      tell("installation", "suspend", Person.OCTOCAT, Json.createObjectBuilder());
    }
    return flush();
  }

  /** The suspension is over. */
  public int unsuspend() {
    synchronized (this) {
      suspended = false;
      tell("installation", "unsuspend", Person.OCTOCAT, Json.createObjectBuilder());
    }
    return flush();
  }

  /** Sends a webhook of {@code event} with {@code body}, signed. */
  public int send(String event, JsonObject body) {
    String text = body.toString();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "GitHub-Hookshot/044aadd");
    headers.put("X-GitHub-Delivery", UUID.randomUUID().toString());
    headers.put("X-GitHub-Event", event);
    headers.put("X-GitHub-Hook-ID", "292430182");
    headers.put("X-GitHub-Hook-Installation-Target-ID", APP_ID);
    headers.put("X-GitHub-Hook-Installation-Target-Type", "integration");
    return hook.isEmpty()
        ? 0
        : send(hook, signed(headers, text.getBytes(StandardCharsets.UTF_8)), text);
  }

  /** Returns {@code headers} with a signature of {@code body} ("Validating webhook deliveries"). */
  public static Map<String, String> signed(Map<String, String> headers, byte[] body) {
    Map<String, String> signed = new LinkedHashMap<>(headers);
    signed.put(
        "X-Hub-Signature-256",
        "sha256=" + HexFormat.of().formatHex(Signatures.hmacSha256(WEBHOOK_SECRET, body)));
    return signed;
  }

  /**
   * Somebody says yes at {@code location}; returns where GitHub sends them.
   *
   * @param back the app's callback URL
   */
  public synchronized String yes(String login, String location, String back) {
    URI page = URI.create(location);
    Map<String, String> query = pairs(page.getRawQuery());
    boolean installs = page.getPath().equals("/github-apps/" + SLUG + "/installations/new");
    if (!installs
        && !(page.getPath().equals("/login/oauth/authorize")
            && CLIENT.equals(query.get("client_id")))) {
      throw new AssertionError("GitHub has no page " + page.getPath());
    }
    // One that was removed comes again, here under the same number.
    uninstalled &= !installs;
    // The page of an installation knows nothing but the state: the first callback URL is taken.
    String code =
        tokens.code(
            login,
            installs ? "" : query.getOrDefault("redirect_uri", back),
            installs ? "" : query.getOrDefault("code_challenge", ""));
    return back
        + "?code="
        + code
        + (installs ? "&installation_id=" + INSTALLATION + "&setup_action=install" : "")
        + "&state="
        + URLEncoder.encode(query.get("state"), StandardCharsets.UTF_8);
  }

  /** The next calls are too many: primary limit, until {@code reset} from now. */
  public synchronized void limit(Duration reset) {
    limit =
        Refusal.limited(
            403,
            "API rate limit exceeded for installation ID " + INSTALLATION + ".",
            Answer.json(403, "{}")
                .with("X-RateLimit-Limit", "5000")
                .with("X-RateLimit-Remaining", "0")
                .with("X-RateLimit-Used", "5000")
                .with("X-RateLimit-Reset", String.valueOf(now().plus(reset).getEpochSecond()))
                .with("X-RateLimit-Resource", "core"));
  }

  /** The next calls are too many: secondary limit, of which GitHub says no time. */
  public synchronized void limitSecondarily() {
    limit =
        Refusal.of(
            403,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try"
                + " again.");
  }

  /** The limit is over. */
  public synchronized void unlimit() {
    limit = null;
  }

  @Override
  protected Answer busy() {
    return Refusal.with(
            403,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try"
                + " again.",
            "Retry-After",
            "7")
        .answer();
  }

  @Override
  protected Answer answer(FakeServer.Request request) {
    Answer answer = answered(request);
    flush();
    return answer;
  }

  private synchronized Answer answered(FakeServer.Request request) {
    try {
      if (request.target().equals("/login/oauth/access_token")) {
        return tokens.exchange(request);
      }
      if (limit != null) {
        throw limit;
      }
      return new RestApi(this, request).answer();
    } catch (Refusal e) {
      return e.answer();
    }
  }

  /** Somebody says something below an issue. */
  JsonObject comment(Issue issue, Person by, String text) {
    Comment comment = new Comment(next(), by, text, now(), now());
    issue.comments.add(comment);
    JsonObject json = issue.json(api(), comment);
    tell("issue_comment", "created", by, of(issue).add("comment", json));
    return json;
  }

  void close(Issue issue, Person by) {
    if (issue.closedAt.isEmpty()) {
      issue.closedAt = java.util.Optional.of(now());
      tell("issues", "closed", by, of(issue));
    }
  }

  void opened(Issue issue, Person by) {
    tell("issues", "opened", by, of(issue));
  }

  private JsonObjectBuilder of(Issue issue) {
    return Json.createObjectBuilder()
        .add("issue", issue.json(api(), url()))
        .add("repository", repository());
  }

  JsonObject repository() {
    return Json.createObjectBuilder()
        .add("id", 1296269)
        .add("node_id", "MDEwOlJlcG9zaXRvcnkxMjk2MjY5")
        .add("name", REPOSITORY)
        .add("full_name", OWNER + "/" + REPOSITORY)
        .add("private", false)
        .add("archived", archived)
        .add("owner", Person.ORGANIZATION.json())
        .build();
  }

  /** {@code integration} of GitHub's description. */
  JsonObject app() {
    return Json.createObjectBuilder()
        .add("id", Long.parseLong(APP_ID))
        .add("slug", SLUG)
        .add("client_id", CLIENT)
        .add("name", "Metagov Gateway")
        .add("owner", Person.ORGANIZATION.json())
        .add("permissions", installation().get("permissions"))
        .add("events", installation().get("events"))
        .build();
  }

  JsonObject installation() {
    return Json.createObjectBuilder()
        .add("id", Long.parseLong(INSTALLATION))
        .add("account", Person.ORGANIZATION.json())
        .add("repository_selection", "all")
        .add("app_id", Long.parseLong(APP_ID))
        .add("app_slug", SLUG)
        .add("target_id", Person.ORGANIZATION.id())
        .add("target_type", "Organization")
        .add(
            "permissions",
            Json.createObjectBuilder().add("issues", "write").add("metadata", "read"))
        .add("events", Json.createArrayBuilder().add("issue_comment").add("issues").add("push"))
        .add("created_at", "2021-04-28T22:32:21.000-04:00")
        .add("suspended_at", suspended ? Json.createValue(now().toString()) : JsonValue.NULL)
        .add("suspended_by", suspended ? Person.OCTOCAT.json() : JsonValue.NULL)
        .build();
  }

  /**
   * Only webhooks of the installation itself have the whole of it. While it is suspended there are
   * no others: "the app's access to the GitHub API or webhook events is blocked".
   */
  private void tell(String event, String action, Person sender, JsonObjectBuilder more) {
    if (suspended && !event.equals("installation")) {
      return;
    }
    JsonObjectBuilder body = Json.createObjectBuilder();
    if (!action.isEmpty()) {
      body.add("action", action);
    }
    body.addAll(more)
        .add(
            "installation",
            event.equals("installation")
                ? Json.createObjectBuilder(installation())
                : Json.createObjectBuilder()
                    .add("id", Long.parseLong(INSTALLATION))
                    .add("node_id", "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uOTU3Mzg3"))
        .add("sender", sender.json());
    JsonObject whole = body.build();
    unsent.add(() -> send(event, whole));
  }

  /** Sends what is to be sent, while nothing is locked; returns what was answered last. */
  private int flush() {
    List<Runnable> now;
    synchronized (this) {
      now = List.copyOf(unsent);
      unsent.clear();
    }
    now.forEach(Runnable::run);
    List<Delivery> sent = deliveries();
    return now.isEmpty() || sent.isEmpty() ? 0 : sent.get(sent.size() - 1).status();
  }

  /** Returns parameters, of which GitHub takes the last one. */
  static Map<String, String> pairs(String text) {
    return text == null || text.isEmpty()
        ? Map.of()
        : OAuthText.pairs(text, (first, second) -> second);
  }

  /** Returns one page of {@code all}, and where the next one is. */
  Answer page(JsonArray all, String path, Map<String, String> query) {
    int size = Math.min(100, number(query, "per_page", 30));
    int page = number(query, "page", 1);
    int from = Math.min(all.size(), (page - 1) * size);
    Answer answer =
        Answer.json(
            200,
            Json.createArrayBuilder(all.subList(from, Math.min(all.size(), from + size))).build());
    return linked(answer, path, query, page, all.size() > from + size, size);
  }

  Answer linked(
      Answer answer, String path, Map<String, String> query, int page, boolean more, int size) {
    if (!more) {
      return answer;
    }
    Map<String, String> next = new LinkedHashMap<>(query);
    next.put("page", String.valueOf(page + 1));
    next.put("per_page", String.valueOf(size));
    return answer.with(
        "Link",
        "<"
            + api()
            + path.replaceFirst("^" + RestApi.BY_NAME + "/", RestApi.BY_NUMBER + "/")
            + "?"
            + next.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"))
            + ">; rel=\"next\"");
  }

  static int number(Map<String, String> query, String name, int otherwise) {
    String text = query.getOrDefault(name, "");
    return text.matches("[1-9]\\d{0,5}") ? Integer.parseInt(text) : otherwise;
  }

  @Override
  protected JsonObject control(String command, JsonObject parameters) {
    switch (command) {
      case "hook" -> hook(parameters.getString("url"));
      case "react" -> react(parameters.getString("login"), parameters.getString("content"));
      case "comment" -> comment(parameters.getString("login"), parameters.getString("text"));
      case "close" -> close(parameters.getString("login"));
      case "push" -> push(parameters.getString("login"));
      case "uninstall" -> uninstall();
      case "suspend" -> suspend();
      case "unsuspend" -> unsuspend();
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return JsonObject.EMPTY_JSON_OBJECT;
  }
}
