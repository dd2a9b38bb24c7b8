package org.example.tally;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.Secret;

/** Counts, on a platform that is easy to fake. */
@MetagovPlugin(value = "tally", auth = AuthType.API_KEY)
@Emits(value = "counted", data = Tally.Count.class)
@Emits("anything")
@Emits(value = "posted", data = Tally.Posted.class)
public class Tally implements Plugin<Tally.Config> {
  /** The config. */
  @Closed
  public record Config(
      @Doc("Key of the platform") @Secret @NotBlank String apiKey,
      @Default("1") @Min(1) int step,
      @Default("T0") @PlatformId String team,
      @Default("never") Refusal refuse,
      @Default("false") boolean news,
      Optional<String> serverUrl,
      Optional<String> webhookSlug) {}

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
  public List<PlatformEvent> poll(PluginInstance<Config> instance) {
    if (!instance.config().news()) {
      return List.of();
    }
    long last = instance.state().get("news", Long.class).orElse(0L);
    List<JsonObject> news =
        instance
            .http()
            .get(instance.serverUrl().orElseThrow() + "/news?after=" + last)
            .send()
            .jsonObject()
            .getJsonArray("news")
            .getValuesAs(JsonObject.class);
    if (!news.isEmpty()) {
      instance.state().update("news", Long.class, before -> last + news.size());
    }
    return news.stream().map(Tally::posted).toList();
  }

  private static PlatformEvent posted(JsonObject news) {
    return new PlatformEvent(
        news.getString("type"),
        new Posted(news.getJsonNumber("number").longValue(), news.getString("text")),
        new Initiator("u-" + news.getInt("number"), "tally"));
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

  /** Waits for nothing, and cannot be closed. */
  @Process(value = "watch", description = "Wait for nothing")
  public GovernanceProcess<Config, JsonObject, Count> watch() {
    return (instance, parameters, startKey) -> Progress.pending(new Count(0));
  }

  private static void tell(PluginInstance<Config> instance, String what) {
    instance.serverUrl().ifPresent(url -> instance.http().post(url + "/" + what).send());
  }
}
