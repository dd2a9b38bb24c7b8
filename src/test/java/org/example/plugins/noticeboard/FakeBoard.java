package org.example.plugins.noticeboard;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.spi.Signatures;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/** The noticeboard of the tutorial: one board, {@code general}, and one member's key. */
public final class FakeBoard extends FakePlatform {
  static final String KEY = "board-key-5";
  static final String SECRET = "board-secret-5";

  private final Map<String, Question> questions = new LinkedHashMap<>();
  private int last;
  private String hook = "";

  /** Runs the board until Ctrl+C. */
  public static void main(String... arguments) {
    System.out.println("The noticeboard is at " + new FakeBoard().url());
  }

  private record Question(
      String id, String title, String reference, Map<String, Integer> votes, boolean closed) {}

  /** Sends webhooks to {@code url} from now on. */
  public synchronized void hook(String url) {
    hook = url;
  }

  /** Casts a vote for the first option of every question. */
  public synchronized void vote() {
    questions
        .values()
        .forEach(q -> q.votes().merge(q.votes().keySet().iterator().next(), 1, Integer::sum));
  }

  /** Closes every question. */
  public synchronized void closeAll() {
    List.copyOf(questions.keySet()).forEach(this::close);
  }

  /** Posts a notice, as another member does. */
  public synchronized void post(String title) {
    tell(
        Json.createObjectBuilder()
            .add("type", "notice_posted")
            .add("title", title)
            .add("text", "")
            .add("author", "ada"));
  }

  synchronized int count() {
    return questions.size();
  }

  @Override
  protected JsonObject control(String command, JsonObject parameters) {
    switch (command) {
      case "hook" -> hook(parameters.getString("url"));
      case "vote" -> vote();
      case "close" -> closeAll();
      case "post" -> post(parameters.getString("title"));
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
    return JsonObject.EMPTY_JSON_OBJECT;
  }

  @Override
  protected synchronized Answer answer(FakeServer.Request request) {
    if (!request.header("Authorization").orElse("").equals("Bearer " + KEY)) {
      return Answer.json(401, "{\"error\":\"who are you?\"}");
    }
    String target = URLDecoder.decode(request.target(), StandardCharsets.UTF_8);
    if (!target.startsWith("/boards/general")) {
      return Answer.json(404, "{\"error\":\"no such board\"}");
    }
    String path = target.substring("/boards/general".length());
    return switch (request.method() + " " + path) {
      case "GET " -> Answer.json(200, "{\"name\":\"general\"}");
      case "POST /notices" -> Answer.json(201, "{\"id\":\"n" + ++last + "\"}");
      case "POST /questions" ->
          ask(Json.createReader(new StringReader(request.body())).readObject());
      default -> path.startsWith("/questions?reference=") ? found(path) : one(path);
    };
  }

  private Answer ask(JsonObject asked) {
    Map<String, Integer> votes = new LinkedHashMap<>();
    asked.getJsonArray("options").getValuesAs(JsonString::getString).forEach(o -> votes.put(o, 0));
    if (votes.size() < 2) {
      return Answer.json(422, "{\"error\":\"a question has two options at least\"}");
    }
    Question question =
        new Question(
            "q" + ++last, asked.getString("title"), asked.getString("reference"), votes, false);
    questions.put(question.id(), question);
    return Answer.json(201, json(question));
  }

  private Answer found(String path) {
    JsonArrayBuilder found = Json.createArrayBuilder();
    questions.values().stream()
        .filter(q -> path.endsWith("=" + q.reference()))
        .forEach(q -> found.add(json(q)));
    return Answer.json(200, Json.createObjectBuilder().add("questions", found).build());
  }

  private Answer one(String path) {
    String id = path.replaceAll("^/questions/|/close$", "");
    if (!questions.containsKey(id)) {
      return Answer.json(404, "{\"error\":\"no such question\"}");
    }
    if (path.endsWith("/close")) {
      close(id);
    }
    return Answer.json(200, json(questions.get(id)));
  }

  private void close(String id) {
    questions.computeIfPresent(
        id, (key, q) -> new Question(key, q.title(), q.reference(), q.votes(), true));
    tell(Json.createObjectBuilder().add("type", "question_closed").add("question", id));
  }

  private void tell(JsonObjectBuilder webhook) {
    if (hook.isEmpty()) {
      return;
    }
    String body =
        webhook
            .add("delivery", "d" + ++last)
            .add("sent", Instant.now().getEpochSecond())
            .build()
            .toString();
    send(hook, signature(body), body);
  }

  /** Returns the header that the board signs {@code body} with. */
  static Map<String, String> signature(String body) {
    byte[] signature = Signatures.hmacSha256(SECRET, body.getBytes(StandardCharsets.UTF_8));
    return Map.of("X-Board-Signature", HexFormat.of().formatHex(signature));
  }

  private JsonObject json(Question question) {
    JsonObjectBuilder votes = Json.createObjectBuilder();
    question.votes().forEach(votes::add);
    return Json.createObjectBuilder()
        .add("id", question.id())
        .add("title", question.title())
        .add("closed", question.closed())
        .add("votes", votes)
        .add("url", url() + "/boards/general#" + question.id())
        .build();
  }
}
