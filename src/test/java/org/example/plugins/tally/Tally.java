package org.example.plugins.tally;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.spi.LinkType;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformAccount;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Polled;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.Takes;
import org.metagov.gateway.spi.WebhookRequest;

/** Counts, on a platform that is easy to fake. */
@MetagovPlugin(value = "tally", auth = AuthType.API_KEY)
@Emits(value = "counted", data = Tally.Count.class)
@Emits("anything")
@Emits(value = "posted", data = Tally.Posted.class)
public class Tally implements Plugin<Tally.Config> {
  private static final Initiator MEMBER = new Initiator("member", "tally");

  /** The config. */
  @Closed
  public record Config(
      @Doc("Key of the platform") @Secret @NotBlank String apiKey,
      @Default("1") @Min(1) int step,
      @Default("T0") @PlatformId(shared = true) String team,
      @Default("never") Refusal refuse,
      @Default("false") boolean news,
      Optional<String> serverUrl,
      Optional<String> webhookSlug,
      @Doc("What the platform signs its webhooks with") @Secret Optional<String> webhookSecret) {}

  /** When the platform refuses to be set up. */
  public enum Refusal {
    NEVER,
    ALWAYS
  }

  /** A count. */
  public record Count(long count) {}

  /** A piece of news. */
  public record Posted(long number, String text) {}

  /** What the hooks have seen. */
  public record Seen(String initialized, Optional<Integer> stepBefore) {}

  /** A path on the platform. */
  public record Path(@NotBlank String path) {}

  @Override
  public void initialized(PluginInstance<Config> instance) {
    tell(instance, "initialized");
    if (instance.config().refuse() == Refusal.ALWAYS) {
      throw new PlatformException("the platform refuses " + instance.config().apiKey());
    }
    instance
        .state()
        .update("seen", Seen.class, before -> new Seen(instance.community(), Optional.empty()));
  }

  @Override
  public void reconfigured(PluginInstance<Config> instance, Config before) {
    tell(instance, "reconfigured");
    if (instance.config().refuse() == Refusal.ALWAYS) {
      throw new PlatformException("the platform refuses the change");
    }
    instance
        .state()
        .update(
            "seen",
            Seen.class,
            seen -> new Seen(seen.orElseThrow().initialized(), Optional.of(before.step())));
  }

  @Override
  public void disabled(PluginInstance<Config> instance) {
    long count = instance.state().get("count", Long.class).orElse(0L);
    tell(instance, "disabled?count=" + count);
  }

  @Override
  public Polled poll(PluginInstance<Config> instance) {
    if (!instance.config().news()) {
      return Polled.nothing();
    }
    List<PlatformEvent> news = news(instance).stream().map(Tally::known).toList();
    if (news.stream().anyMatch(one -> one.eventType().equals("breaking"))) {
      throw new AssertionError("The plugin breaks at its news");
    }
    if (news.stream().anyMatch(one -> one.eventType().equals("odd"))) {
      spoil(instance);
    }
    Polled polled = Polled.events(news).waking(woken(news));
    return news.stream().anyMatch(one -> one.eventType().equals("more")) ? polled.again() : polled;
  }

  /** A type such as {@code decided p-1} is about a poll. */
  private static List<String> woken(List<PlatformEvent> news) {
    return news.stream()
        .map(PlatformEvent::eventType)
        .filter(type -> type.startsWith("decided "))
        .map(type -> type.substring("decided ".length()))
        .toList();
  }

  private static List<PlatformEvent> news(PluginInstance<Config> instance) {
    long last = instance.state().get("news", Long.class).orElse(0L);
    JsonObject answer =
        instance
            .http()
            .get(instance.serverUrl().orElseThrow() + "/news?after=" + last)
            .send()
            .jsonObject();
    refuseFault(answer);
    List<JsonObject> news = answer.getJsonArray("news").getValuesAs(JsonObject.class);
    if (!news.isEmpty()) {
      instance.state().update("news", Long.class, before -> last + news.size());
    }
    return news.stream().map(Tally::posted).toList();
  }

  /** Changes the state in a way that fails when it is recorded. */
  static void spoil(PluginInstance<Config> instance) {
    AtomicBoolean drafted = new AtomicBoolean();
    instance
        .state()
        .update(
            "spoilt",
            Long.class,
            before -> {
              if (drafted.getAndSet(true)) {
                throw new IllegalStateException("not the second time");
              }
              return 1L;
            });
  }

  /**
   * One URL for each community: {@code {"id","time","team","type", ...}}, signed. Whoever sets it
   * up asks for a challenge by GET. By PUT there are several at once, of the poll that the path
   * names.
   */
  @Override
  @Takes(
      methods = {"GET", "POST", "PUT"},
      paths = true)
  public Gate admit(PluginInstance<Config> instance, WebhookRequest request) {
    Optional<String> secret = instance.config().webhookSecret();
    if (secret.isEmpty()) {
      return Gate.unverified("the config has no webhook_secret");
    }
    if (request.method().equals("GET")) {
      return challenged(secret.get(), request.query());
    }
    if (request.method().equals("PUT")) {
      return several(secret.get(), request);
    }
    Gate gate = verified(secret.get(), instance.now(), request);
    return gate instanceof Gate.Accept
            && !request.json().getString("team").equals(instance.config().team())
        ? Gate.unverified("signed for another team")
        : gate;
  }

  /** As WebSub asks, with a header besides. */
  private static Gate challenged(String secret, String query) {
    return query.matches("challenge=\\w{1,50}&secret=" + Pattern.quote(secret))
        ? new Gate.Answer(
            Reply.text(query.replaceFirst("challenge=(\\w+)&.*", "$1")).header("X-Tally", "here"))
        : Gate.unverified("the secret is wrong");
  }

  private static Gate several(String secret, WebhookRequest request) {
    String signature = request.header("X-Tally-Signature").orElse("");
    return Signatures.isHex(signature, Signatures.hmacSha256(secret, request.body()))
        ? Gate.accept(request.bodyDigest()).lane(request.path())
        : Gate.unverified("the signature is wrong");
  }

  /** One URL for all communities, with one secret of the server's. */
  @Override
  public Gate admitAll(WebhookRequest request) {
    Gate gate = verified("server-wide", request.receivedAt(), request);
    if (!(gate instanceof Gate.Accept accepted)) {
      return gate;
    }
    Gate.Accept toAll =
        new Gate.Accept(accepted.deliveryId(), Set.of(request.json().getString("team")), Reply.OK)
            .lane(accepted.lane());
    return accepted.isAtOnce() ? toAll.atOnce() : toAll;
  }

  private static Gate verified(String secret, Instant now, WebhookRequest request) {
    String signature = request.header("X-Tally-Signature").orElse("");
    if (!Signatures.isHex(signature, Signatures.hmacSha256(secret, request.body()))) {
      return Gate.unverified("the signature is wrong");
    }
    JsonObject body = request.json();
    if (body.containsKey("challenge")) {
      return new Gate.Answer(Reply.text(body.getString("challenge")));
    }
    if (body.getString("group", "").equals("another")) {
      return Gate.passOver("it is of another group");
    }
    if (body.getJsonNumber("time").longValue() < now.getEpochSecond() - 300) {
      return Gate.unverified("the webhook is stale");
    }
    Gate.Accept kept = Gate.accept(body.getString("id")).lane(body.getString("about", ""));
    Gate.Accept accepted = body.getBoolean("at_once", false) ? kept.atOnce() : kept;
    return body.getString("type").equals("voted")
        ? accepted.answeredBy(body.getString("poll"))
        : accepted;
  }

  @Override
  public Received receive(PluginInstance<Config> instance, WebhookRequest request) {
    if (request.method().equals("PUT")) {
      return new Received(
          request.jsonArray().getValuesAs(JsonObject.class).stream()
              .map(one -> new Posted(one.getInt("number"), request.path()))
              .map(posted -> new PlatformEvent("posted", posted, MEMBER))
              .toList(),
          Set.of());
    }
    JsonObject body = request.json();
    return switch (body.getString("type")) {
      case "posted", "looked-up" -> {
        if (body.getString("type").equals("looked-up")) {
          instance.http().get(instance.serverUrl().orElseThrow() + "/polls?key=any").send();
        }
        long count = instance.state().update("posts", Long.class, before -> before.orElse(0L) + 1);
        yield Received.events(
            new PlatformEvent("posted", new Posted(count, body.getString("text")), MEMBER));
      }
      case "told" ->
          Received.events(
              new PlatformEvent("posted", new Posted(0, body.getString("text")), MEMBER));
      case "swallowing" -> Received.events(swallowing(instance, body));
      case "introduced" -> {
        instance.knows(
            new PlatformAccount(body.getString("text"), LinkType.EMAIL_MATCHING, LinkQuality.WEAK));
        yield Received.nothing();
      }
      case "elsewhere" -> Received.passedOver("it is of the group " + body.getString("group"));
      case "odd" -> Received.events(new PlatformEvent(body.getString("name"), new Count(1)));
      case "muttering" ->
          throw new PlatformException("the platform says " + body.getString("text"));
      case "uninstalled" ->
          Received.disable(
              "the tally was put away",
              new PlatformEvent("posted", new Posted(0, "Farewell"), MEMBER));
      case "telling-once" -> {
        instance.once(
            "tell",
            Boolean.class,
            () -> {
              tell(instance, "disabled");
              return true;
            });
        instance.http().get(instance.serverUrl().orElseThrow() + "/polls?key=any").send();
        yield Received.nothing();
      }
      case "voted" -> Received.processes(body.getString("poll"));
      case "asking" -> {
        instance.http().get(instance.serverUrl().orElseThrow() + "/ask").send();
        yield Received.nothing();
      }
      case "broken" -> throw new NoClassDefFoundError("org/example/Missing");
      case "poison" -> throw new IllegalStateException("knows " + instance.config().apiKey());
      default -> Received.nothing();
    };
  }

  /** Makes do without what it is refused. */
  private static PlatformEvent swallowing(PluginInstance<Config> instance, JsonObject body) {
    long count;
    try {
      count = instance.state().update("posts", Long.class, before -> before.orElse(0L) + 1);
    } catch (UnsupportedOperationException e) {
      count = -1;
    }
    return new PlatformEvent("posted", new Posted(count, body.getString("text")), MEMBER);
  }

  private static PlatformEvent posted(JsonObject news) {
    return new PlatformEvent(
        news.getString("type"),
        new Posted(news.getJsonNumber("number").longValue(), news.getString("text")),
        new Initiator("u-" + news.getInt("number"), "tally"));
  }

  /** Some news is told again and again under one key. */
  private static PlatformEvent known(PlatformEvent event) {
    return event.eventType().equals("retold")
        ? event.key("one and the same").at(Instant.parse("2026-01-01T00:00:00Z"))
        : event;
  }

  /** Adds a step. */
  @Action(value = "count", description = "Add a step", visibility = Action.Visibility.PUBLIC)
  public Count count(PluginInstance<Config> instance) {
    return new Count(
        instance
            .state()
            .update(
                "count",
                Long.class,
                before -> Math.addExact(before.orElse(0L), instance.config().step())));
  }

  /** Adds a step, and asks the platform afterwards. */
  @Action(value = "count-and-ask", description = "Add a step, then ask the platform")
  public Count countAndAsk(PluginInstance<Config> instance, Path path) {
    Count count = count(instance);
    fetch(instance, path);
    return count;
  }

  /** Sets the count, if it can be. */
  @Action(value = "set", description = "Set the count")
  public Count set(PluginInstance<Config> instance, Count wanted) {
    return new Count(
        instance
            .state()
            .update(
                "count",
                Long.class,
                before -> {
                  if (wanted.count() < 0) {
                    throw new InvalidParameterException(
                        "a count of "
                            + instance.config().apiKey()
                            + " cannot be "
                            + wanted.count());
                  }
                  return wanted.count();
                }));
  }

  /** Returns how many checks of polls have been recorded. */
  @Action(value = "checks", description = "Tell how often polls were checked")
  public Count checks(PluginInstance<Config> instance) {
    return new Count(instance.state().get("checks", Long.class).orElse(0L));
  }

  /** Returns what the hooks have seen. */
  @Action(value = "seen", description = "Tell what the hooks have seen")
  public Seen seen(PluginInstance<Config> instance) {
    return instance.state().get("seen", Seen.class).orElseThrow();
  }

  /** Asks the platform. */
  @Action(value = "fetch", description = "Ask the platform")
  public JsonObject fetch(PluginInstance<Config> instance, Path path) {
    return instance
        .http()
        .get(instance.serverUrl().orElseThrow() + path.path())
        .header("Authorization", "Bearer " + instance.config().apiKey())
        .send()
        .jsonObject();
  }

  /** Asks the platform for anybody. */
  @Action(
      value = "glance",
      description = "Ask the platform for anybody",
      visibility = Action.Visibility.PUBLIC)
  public JsonObject glance(PluginInstance<Config> instance, Path path) {
    return fetch(instance, path);
  }

  /** Answers something else than it declares. */
  @Action(
      value = "lie",
      description = "Answer something else than declared",
      parametersSchema = "anything.json",
      responseSchema = "count.json")
  public JsonObject lie(PluginInstance<Config> instance, JsonObject anything) {
    return Json.createObjectBuilder().add("count", "many").build();
  }

  /** Fails by a fault of its own. */
  @Action(value = "fail", description = "Fail by a fault of its own")
  public void fail(PluginInstance<Config> instance) {
    throw new IllegalStateException("a fault that knows " + instance.config().apiKey());
  }

  /** Asks the community on the platform. */
  @Process(value = "poll", description = "Ask the community on the platform")
  public GovernanceProcess<Config, Poll.Question, Poll.Remote> poll() {
    return new Poll();
  }

  /** Counts webhooks. */
  @Process(value = "ballot", description = "Count webhooks as votes")
  public GovernanceProcess<Config, Poll.Question, Ballot.Box> ballot() {
    return new Ballot();
  }

  /** Waits for nothing, and cannot be closed. */
  @Process(value = "watch", description = "Wait for nothing")
  public GovernanceProcess<Config, JsonObject, Count> watch() {
    return (instance, parameters, startKey) -> Progress.pending(new Count(0));
  }

  /** Throws what the platform says of a fault of its own. */
  static void refuseFault(JsonObject answer) {
    if (answer.containsKey("fault")) {
      throw new PlatformException(answer.getString("fault"));
    }
  }

  private static void tell(PluginInstance<Config> instance, String what) {
    instance.serverUrl().ifPresent(url -> instance.http().post(url + "/" + what).send());
  }
}
