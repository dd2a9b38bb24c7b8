package org.metagov.gateway.testing;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.describe.Answers;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.testing.Api.Reply;

/** Sees that whatever a gateway answers to a test stands in its own OpenAPI document. */
final class Described {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final int LONGEST_HOOK = "/api/hooks/c/p/s".split("/", -1).length;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Map<URI, Answers> DOCUMENTS = new ConcurrentHashMap<>();

  private Described() {}

  /** Fails where the document of the gateway at {@code base} says nothing of {@code reply}. */
  static void check(URI base, String method, String path, Reply reply) {
    if (!path.startsWith("/api/") || method.equals("OPTIONS") || isAsThePluginSays(method, path)) {
      return;
    }
    Optional<Answers> document =
        Optional.ofNullable(DOCUMENTS.computeIfAbsent(base, Described::read));
    List<String> flaws =
        document
            .map(
                it ->
                    it.flaws(
                        method,
                        path,
                        reply.status(),
                        reply.header("Content-Type").orElse(""),
                        reply.text()))
            .orElse(List.of());
    if (!flaws.isEmpty()) {
      throw new AssertionError(
          "Not in /openapi: %s %s %d %s: %s"
              .formatted(method, path, reply.status(), reply.text(), flaws));
    }
  }

  /** By which other methods webhooks come, and to which longer paths, is in no document. */
  private static boolean isAsThePluginSays(String method, String path) {
    return path.startsWith("/api/hooks/")
        && (!method.equals("POST") || path.split("/", -1).length > LONGEST_HOOK);
  }

  /** Returns null where the gateway does not answer now: another time it will. */
  private static Answers read(URI base) {
    try {
      HttpResponse<String> response =
          CLIENT.send(
              HttpRequest.newBuilder(base.resolve("/openapi")).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        return null;
      }
      JsonObject document = JsonText.parse(response.body()).asJsonObject();
      return Answers.of(document);
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
