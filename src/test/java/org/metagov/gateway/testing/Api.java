package org.metagov.gateway.testing;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;

/** A driver: sends requests to a gateway. */
public final class Api {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final URI base;
  private final List<String> headers;

  private Api(URI base, List<String> headers) {
    this.base = base;
    this.headers = headers;
  }

  /** An answer: its status, its headers and its body. */
  public record Reply(int status, java.net.http.HttpHeaders headers, String text) {
    /** Returns the body as a JSON object. */
    public JsonObject json() {
      return JsonText.parse(text).asJsonObject();
    }

    /** Returns the member {@code detail} of an error. */
    public String detail() {
      return json().getString("detail");
    }

    /** Returns the first header {@code name}. */
    public Optional<String> header(String name) {
      return headers.firstValue(name);
    }
  }

  /** Returns a driver of the gateway at {@code base}. */
  public static Api at(URI base) {
    return new Api(base, List.of());
  }

  /** Returns this driver with one more header on every request. */
  public Api with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(List.of(name, value));
    return new Api(base, more);
  }

  /** Returns this driver, speaking for {@code community}. */
  public Api as(String community) {
    return with("X-Metagov-Community", community);
  }

  /** Returns what is sent with every request: names and values in turn. */
  public List<String> headers() {
    return List.copyOf(headers);
  }

  public URI base() {
    return base;
  }

  public Reply get(String path) {
    return send("GET", path, null);
  }

  public Reply put(String path, String json) {
    return send("PUT", path, json);
  }

  public Reply post(String path, String json) {
    return send("POST", path, json);
  }

  public Reply delete(String path) {
    return send("DELETE", path, null);
  }

  /** Moves the clock of a gateway that has a movable one. */
  public void pass(Duration time) {
    Reply reply = send("POST", "/test/clock?by=" + time, null);
    if (reply.status() != 204) {
      throw new AssertionError(reply.text());
    }
  }

  /** Performs an action with {@code parameters}, which are JSON text. */
  public Reply act(String action, String parameters) {
    return post("/api/internal/action/" + action, "{\"parameters\":" + parameters + "}");
  }

  /** Sends a request; {@code json} is the body, null for none. */
  public Reply send(String method, String path, String json) {
    return send(method, base.resolve(path), json);
  }

  /** Sends a request to {@code path} as it is written: dots and slashes too many stay there. */
  public Reply sendExactly(String method, String path, String json) {
    return send(method, URI.create(base + path), json);
  }

  private Reply send(String method, URI uri, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(LIMIT)
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    if (json != null && !headers.contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    try {
      HttpResponse<byte[]> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Reply reply =
          new Reply(
              response.statusCode(),
              response.headers(),
              new String(response.body(), StandardCharsets.UTF_8));
      Described.check(base, method, uri.getRawPath(), reply);
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
