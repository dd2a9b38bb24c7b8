package org.metagov.gateway.fakes.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/**
 * Open Collective with the collective {@code metagov}, its project {@code gateway-docs}, and the
 * account {@code governance-bot}, whose tokens are known. The API is at the path that the website
 * has it at.
 */
public final class FakeOpenCollective extends FakePlatform {
  public static final String PERSONAL_TOKEN = "personal-token-of-the-bot";
  public static final String OAUTH_TOKEN = "oauth-token-of-the-bot";
  public static final String EXPIRED_TOKEN = "oauth-token-of-last-year";

  /** A personal token that is good for nothing but looking. */
  public static final String WEAK_TOKEN = "personal-token-to-look";

  /** An expense of {@code metagov} that nobody has decided on. */
  public static final String EXPENSE = "dgm9bnk8-0437xqry-ejpvzeol-jdayw5re";

  private static final String PATH = "/api/graphql/v2";
  private static final Set<String> SCOPES =
      Set.of("account", "conversations", "expenses", "webhooks");
  private static final Caller BOT =
      new Caller(Optional.of(Accounts.BOT), "Personal Token", SCOPES, SecondFactor.NOT_ASKED);
  private static final Map<String, Caller> PERSONAL =
      Map.of(
          PERSONAL_TOKEN,
          BOT,
          WEAK_TOKEN,
          new Caller(BOT.user(), BOT.kind(), Set.of("account"), SecondFactor.NOT_ASKED));
  private static final int PER_MINUTE = 100;
  private static final int PER_MINUTE_FOR_NOBODY = 10;

  private final Accounts accounts = new Accounts();
  private final Conversations conversations = new Conversations(this::time);
  private final Expenses expenses = new Expenses(this::time);
  private final Webhooks webhooks = new Webhooks(accounts);
  private final Subscriptions subscriptions = new Subscriptions(accounts);
  private final Schema schema =
      new FakeApi(
              accounts,
              conversations,
              expenses,
              subscriptions,
              (expense, what, who) -> decide(expense, what, who, Map.of()))
          .schema();
  private final Map<Caller, Integer> calls = new HashMap<>();
  private final Queue<Webhook> outbox = new ArrayDeque<>();
  private final Map<String, String> hooks = new HashMap<>();
  private int limit = PER_MINUTE;
  private long minute;
  private Instant last = Instant.EPOCH;
  private SecondFactor secondFactor = SecondFactor.NOT_ASKED;

  private record Webhook(String account, String body) {}

  /**
   * Sends the webhooks of {@code metagov} to {@code url} from now on; not those of its projects.
   */
  public void hook(String url) {
    hook(Accounts.COLLECTIVE, url);
  }

  /** Sends the webhooks of {@code account} to {@code url} from now on. */
  public synchronized void hook(String account, String url) {
    hooks.put(account, url);
  }

  /** Returns where the webhooks of {@code metagov} go that were registered by the API. */
  public synchronized List<String> webhooks() {
    return subscriptions.urls(Accounts.COLLECTIVE);
  }

  /** Lets decisions on expenses need a second factor, or not. */
  public synchronized void demand(SecondFactor wanted) {
    secondFactor = wanted;
  }

  /** Makes {@code account} private, or public again. */
  public synchronized void hide(String account, boolean isPrivate) {
    accounts.hide(account, isPrivate);
  }

  /** Takes the bot's rights in {@code metagov} away. */
  public synchronized void dismiss() {
    accounts.dismiss();
  }

  /** Deletes {@code account}. */
  public synchronized void delete(String account) {
    accounts.delete(account);
  }

  /** Adds projects below {@code metagov}, and returns the slug of the last one. */
  public synchronized String found(int projects) {
    return accounts.found(projects);
  }

  /** Lets nobody call more often than {@code perMinute}. */
  public synchronized void limit(int perMinute) {
    limit = perMinute;
  }

  /** Lets somebody react to the beginning of every conversation, as with 👍️. */
  public synchronized void react(String emoji) {
    conversations
        .all()
        .forEach(each -> Conversations.reactions(each).merge(emoji, 1, FakeOpenCollective::sum));
  }

  /** Gives the conversation {@code id} another title, as its author or an admin may. */
  public synchronized void rename(String id, String title) {
    Conversations.title(conversations.get(id), title);
  }

  /** Puts {@code [CLOSED]} in front of the title of every conversation. */
  public synchronized void closeAll() {
    conversations.all().forEach(each -> Conversations.title(each, "[CLOSED] " + each.get("title")));
  }

  /** Deletes every conversation. */
  public synchronized void forget() {
    conversations.forget();
  }

  /** Returns the conversations as the platform keeps them, the oldest first. */
  public synchronized List<JsonObject> conversations() {
    return conversations.all().stream().map(each -> Payloads.json(each).asJsonObject()).toList();
  }

  /** Lets more people join {@code metagov}. */
  public synchronized void join(int people) {
    accounts.join(people);
  }

  /** Submits an expense of Alice's to {@code account}, and returns its id. */
  public String submit(String account, String description, int cents) {
    String id;
    synchronized (this) {
      Map<String, Object> expense = expenses.submit(account, "alice", description, cents);
      decide(expense, "created", "alice", Map.of());
      id = (String) expense.get("id");
    }
    flush();
    return id;
  }

  /** Lets Bob do {@code what}, such as {@code approved}, with the expense {@code id}. */
  public void decide(String id, String what) {
    decide(id, what, JsonValue.EMPTY_JSON_OBJECT);
  }

  /** As {@link #decide(String, String)}; {@code data} is what the activity has besides. */
  public void decide(String id, String what, JsonObject data) {
    synchronized (this) {
      Map<String, Object> expense = require(id);
      decide(expense, what, "bob", Payloads.members(data));
      if (what.equals("deleted")) {
        expenses.delete(id);
      }
    }
    flush();
  }

  /** Sends the webhook of something that was never done with the expense {@code id}. */
  public void pretend(String id, String what) {
    synchronized (this) {
      send(require(id), what, time());
    }
    flush();
  }

  @Override
  protected JsonObject control(String command, JsonObject parameters) {
    String id = parameters.getString("id", EXPENSE);
    switch (command) {
      case "hook" ->
          hook(parameters.getString("account", Accounts.COLLECTIVE), parameters.getString("url"));
      case "limit" -> limit(parameters.getInt("per_minute"));
      case "react" -> react(parameters.getString("emoji"));
      case "vote" -> react(Webhooks.YES);
      case "rename" -> rename(id, parameters.getString("title"));
      case "close" -> closeAll();
      case "forget" -> forget();
      case "join" -> join(parameters.getInt("people"));
      case "submit" -> {
        String account = parameters.getString("account", Accounts.COLLECTIVE);
        String submitted = submit(account, parameters.getString("description", "test"), 1_000);
        return Json.createObjectBuilder().add("id", submitted).build();
      }
      case "decide" -> decide(id, parameters.getString("what"));
      case "pretend" -> pretend(id, parameters.getString("what"));
      case "conversations" -> {
        return Json.createObjectBuilder()
            .add("conversations", Json.createArrayBuilder(conversations()))
            .build();
      }
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return JsonValue.EMPTY_JSON_OBJECT;
  }

  @Override
  protected Answer busy() {
    return Answer.json(429, Payloads.text("rate-limit.json"))
        .with("X-RateLimit-Limit", String.valueOf(PER_MINUTE))
        .with("X-RateLimit-Remaining", "0")
        .with("X-RateLimit-Reset", String.valueOf(Instant.now().getEpochSecond() + 12))
        .with("Retry-After", "12.345");
  }

  @Override
  protected Answer answer(FakeServer.Request request) {
    Answer answer = locked(request);
    flush();
    return answer;
  }

  private synchronized Answer locked(FakeServer.Request request) {
    if (!request.target().equals(PATH)) {
      return new Answer(404, "Not Found", Map.of("Content-Type", "text/plain"));
    }
    Optional<String> personal =
        request.header("Personal-Token").or(() -> request.header("Api-Key"));
    if (personal.isPresent() && !PERSONAL.containsKey(personal.get())) {
      return Answer.json(401, Payloads.text("unauthorized.json").formatted(personal.get()));
    }
    String bearer = request.header("Authorization").orElse("");
    if (bearer.equals("Bearer " + EXPIRED_TOKEN)) {
      return Answer.json(401, Payloads.text("jwt-expired.json"));
    }
    Caller user =
        bearer.equals("Bearer " + OAUTH_TOKEN)
            ? new Caller(BOT.user(), "User Token", SCOPES, SecondFactor.NOT_ASKED)
            : Caller.NOBODY;
    Caller caller = personal.map(PERSONAL::get).orElse(user);
    return isOver(caller) ? busy() : execute(request, caller.with(secondFactor));
  }

  private boolean isOver(Caller caller) {
    long now = Instant.now().truncatedTo(ChronoUnit.MINUTES).getEpochSecond();
    if (now != minute) {
      minute = now;
      calls.clear();
    }
    int most = caller.user().isEmpty() ? Math.min(limit, PER_MINUTE_FOR_NOBODY) : limit;
    return calls.merge(caller, 1, Integer::sum) > most;
  }

  private Answer execute(FakeServer.Request request, Caller caller) {
    if (!request.method().equals("POST")
        || !request.header("Content-Type").orElse("").startsWith("application/json")) {
      return Answer.json(400, "{\"errors\":[{\"message\":\"POST body missing\"}]}");
    }
    JsonObject body;
    try {
      body = Payloads.json(request.body()).asJsonObject();
    } catch (JsonException | ClassCastException e) {
      return Answer.json(400, "{\"errors\":[{\"message\":\"POST body is not a JSON object\"}]}");
    }
    if (!(body.get("query") instanceof JsonString query)) {
      return Answer.json(400, "{\"errors\":[{\"message\":\"GraphQL operations must be given\"}]}");
    }
    Map<String, Object> variables =
        body.get("variables") instanceof JsonObject given
            ? Payloads.members(given)
            : new LinkedHashMap<>();
    Schema.Result result = schema.execute(query.getString(), variables, caller);
    return Answer.json(result.begun() ? 200 : 400, Payloads.json(result.body()));
  }

  private Map<String, Object> require(String id) {
    return expenses
        .find(Map.of("id", id))
        .orElseThrow(() -> new IllegalArgumentException("no such expense: " + id));
  }

  private void decide(
      Map<String, Object> expense, String what, String who, Map<String, Object> data) {
    Instant when = expenses.decide(expense, what, who, data);
    send(expense, what, when);
  }

  private void send(Map<String, Object> expense, String what, Instant when) {
    outbox.add(
        new Webhook(
            (String) expense.get("account"),
            webhooks.body(expense, "collective.expense." + what, when)));
  }

  /** Sends what there is to send; nobody has to wait for that but who has caused it. */
  private void flush() {
    while (true) {
      Webhook webhook;
      List<String> urls = new ArrayList<>();
      synchronized (this) {
        webhook = outbox.poll();
        if (webhook == null) {
          return;
        }
        urls.addAll(subscriptions.urls(webhook.account()));
        Optional.ofNullable(hooks.get(webhook.account())).ifPresent(urls::add);
      }
      urls.forEach(url -> send(url, Map.of("Content-Type", "application/json"), webhook.body()));
    }
  }

  /** Returns the time in milliseconds, always a later one. */
  private synchronized Instant time() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    last = now.isAfter(last) ? now : last.plusMillis(1);
    return last;
  }

  private static Object sum(Object before, Object more) {
    return ((Number) before).intValue() + ((Number) more).intValue();
  }
}
