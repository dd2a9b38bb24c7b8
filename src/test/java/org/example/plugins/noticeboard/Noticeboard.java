package org.example.plugins.noticeboard;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Progress;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Refusals;
import org.metagov.gateway.spi.Refusals.Refusal;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.spi.WebhookRequest;

/** Notices and questions on a community's board. */
@MetagovPlugin(value = "noticeboard", auth = AuthType.API_KEY)
@Emits(value = "notice_posted", data = Noticeboard.Notice.class)
public class Noticeboard implements Plugin<Noticeboard.Config> {
  private static final Duration LONGEST_WAY = Duration.ofMinutes(5);

  /** How to reach the board. */
  public record Config(
      @Doc("Key of a member who may post") @Secret @NotBlank String apiKey,
      @Doc("What the board signs its webhooks with") @Secret Optional<String> webhookSecret,
      @Doc("Which board") @Default("general") String board,
      @Doc("Address of the noticeboard server") Optional<URI> serverUrl) {}

  @Override
  public void initialized(PluginInstance<Config> instance) {
    PlatformResponse answer = request(instance, "GET", "").accept(401, 404).send();
    switch (answer.status()) {
      case 401 -> throw new InvalidParameterException("The board does not take this api_key");
      case 404 ->
          throw new InvalidParameterException("There is no board " + instance.config().board());
      default -> answer.jsonObject();
    }
  }

  @Override
  public void reconfigured(PluginInstance<Config> instance, Config before) {
    initialized(instance);
  }

  private static PlatformRequest request(
      PluginInstance<Config> instance, String method, String path) {
    URI server =
        instance
            .serverUrl()
            .orElseThrow(() -> new InvalidParameterException("server_url is not set"));
    return instance
        .http()
        .request(method, server + "/boards/" + encoded(instance.config().board()) + path)
        .header("Authorization", "Bearer " + instance.config().apiKey());
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }

  /** What is to be read on the board. */
  public record Notice(
      @NotBlank @Size(max = 200) String title, @Doc("Plain text") Optional<String> text) {}

  /** A notice on the board, and how many this community has posted with it. */
  public record Posted(String id, long posted) {}

  /** Posts a notice. */
  @Action(value = "post-notice", description = "Post a notice on the board")
  public Posted postNotice(PluginInstance<Config> instance, Notice notice) {
    JsonObject body =
        Json.createObjectBuilder()
            .add("title", notice.title())
            .add("text", notice.text().orElse(""))
            .build();
    String id = id(request(instance, "POST", "/notices").json(body).send().jsonObject());
    return new Posted(
        id, instance.state().update("posted", Long.class, before -> before.orElse(0L) + 1));
  }

  private static String id(JsonObject posted) {
    String id = posted.getString("id", "");
    if (id.isEmpty()) {
      throw new PlatformException("The board did not name what was posted");
    }
    return id;
  }

  @Override
  public Gate admit(PluginInstance<Config> instance, WebhookRequest request) {
    Optional<String> secret = instance.config().webhookSecret();
    if (secret.isEmpty()) {
      return Gate.unverified("the config has no webhook_secret");
    }
    String signature = request.header("X-Board-Signature").orElse("");
    if (!Signatures.isHex(signature, Signatures.hmacSha256(secret.get(), request.body()))) {
      return Gate.unverified("the signature is missing or wrong");
    }
    JsonObject body = request.json();
    if (body.getString("type", "").equals("hello")) {
      return new Gate.Answer(Reply.text(body.getString("challenge", "")));
    }
    String delivery = body.getString("delivery", "");
    if (delivery.isEmpty() || !(body.get("sent") instanceof JsonNumber sent)) {
      return new Gate.Refuse(400, "delivery or sent is missing");
    }
    Instant at = Instant.ofEpochSecond(sent.longValue());
    if (Duration.between(at, request.receivedAt()).abs().compareTo(LONGEST_WAY) > 0) {
      return Gate.unverified("it was sent at " + at + ", or the clocks differ");
    }
    return Gate.accept(delivery);
  }

  @Override
  public Received receive(PluginInstance<Config> instance, WebhookRequest request) {
    JsonObject body = request.json();
    return switch (body.getString("type", "")) {
      case "notice_posted" -> posted(body);
      case "question_closed" -> closed(body);
      default -> Received.nothing();
    };
  }

  private static Received closed(JsonObject body) {
    String question = body.getString("question", "");
    return question.isEmpty()
        ? Received.passedOver("it names no question")
        : Received.processes(question);
  }

  private static Received posted(JsonObject body) {
    String title = body.getString("title", "");
    if (title.isEmpty()) {
      return Received.passedOver("a notice without a title");
    }
    Optional<Initiator> author =
        Optional.ofNullable(body.getString("author", null))
            .map(name -> new Initiator(name, "noticeboard"));
    Notice notice = new Notice(title, Optional.ofNullable(body.getString("text", null)));
    return Received.events(new PlatformEvent("notice_posted", notice, author));
  }

  /** What the members are asked. */
  public record Question(@NotBlank String title, @NotEmpty List<String> options) {}

  /** A question on the board. */
  public record Asked(String id) {}

  /** Asks the members. */
  @Process(value = "question", description = "Ask the members of the board")
  public GovernanceProcess<Config, Question, Asked> question() {
    return new OnBoard();
  }

  /** A question on the board, from its asking to its end. */
  private static final class OnBoard implements GovernanceProcess<Config, Question, Asked> {
    private static final Refusals REFUSALS = Refusals.of("The board", OnBoard::refusal).caller(422);

    private static Optional<Refusal> refusal(PlatformResponse answer) {
      return JsonPart.of("the board's answer", answer.jsonObject())
          .findText("error")
          .map(text -> new Refusal("", text));
    }

    @Override
    public Progress<Asked> start(
        PluginInstance<Config> instance, Question question, String startKey) {
      JsonObject body =
          Json.createObjectBuilder()
              .add("title", question.title())
              .add("options", Json.createArrayBuilder(question.options()))
              .add("reference", startKey)
              .build();
      return progress(
          request(instance, "POST", "/questions")
              .json(body)
              .send(REFUSALS, "the question")
              .jsonObject());
    }

    @Override
    public Optional<Progress<Asked>> find(
        PluginInstance<Config> instance, Question question, String startKey) {
      String query = "/questions?reference=" + encoded(startKey);
      JsonObject answer = request(instance, "GET", query).send().jsonObject();
      if (!(answer.get("questions") instanceof JsonArray questions)) {
        throw new PlatformException("The board did not list its questions");
      }
      return questions.stream().findFirst().map(found -> progress(found.asJsonObject()));
    }

    @Override
    public Progress<Asked> check(PluginInstance<Config> instance, Asked asked) {
      return progress(request(instance, "GET", "/questions/" + asked.id()).send().jsonObject());
    }

    @Override
    public Progress<Asked> close(PluginInstance<Config> instance, Asked asked) {
      String path = "/questions/" + asked.id() + "/close";
      return progress(request(instance, "POST", path).send().jsonObject());
    }

    private static Progress<Asked> progress(JsonObject question) {
      String id = id(question);
      JsonValue votes = question.getOrDefault("votes", JsonValue.EMPTY_JSON_OBJECT);
      JsonObject outcome = Json.createObjectBuilder().add("votes", votes).build();
      if (question.getBoolean("closed", false)) {
        return new Progress.Completed<>(outcome);
      }
      return Progress.pending(new Asked(id))
          .outcome(outcome)
          .url(Optional.ofNullable(question.getString("url", null)))
          .correlation(id);
    }
  }
}
