package org.metagov.gateway.spi;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.MalformedJsonException;

/**
 * A webhook as it came in: signatures are over its bytes, so nothing of it is interpreted before.
 */
public final class WebhookRequest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern AND = Pattern.compile("&");

  private static final String POST = "POST";

  private final String method;
  private final String path;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final String query;
  private final byte[] body;
  private final Instant receivedAt;

  /** The body, once somebody has read it: a webhook is looked at several times. */
  private volatile JsonValue read;

  /**
   * A webhook.
   *
   * @param headers its headers
   * @param query the query of its URL, as it was sent; empty where there was none
   * @param body its body
   * @param receivedAt when it came in
   */
  public WebhookRequest(
      Map<String, List<String>> headers, String query, byte[] body, Instant receivedAt) {
    this(POST, "", headers, query, body, receivedAt);
  }

  /**
   * A webhook, as above, by another method or to a longer path.
   *
   * @param method of HTTP
   * @param path what stands behind the plugin, or its slug; see {@link #path()}
   */
  public WebhookRequest(
      String method,
      String path,
      Map<String, List<String>> headers,
      String query,
      byte[] body,
      Instant receivedAt) {
    this.method = method;
    this.path = path;
    headers.forEach((name, values) -> this.headers.put(name, List.copyOf(values)));
    this.query = query;
    this.body = body.clone();
    this.receivedAt = receivedAt;
  }

  /** Returns the method of HTTP: {@code POST}, unless the plugin {@link Takes} others. */
  public String method() {
    return method;
  }

  /**
   * Returns what stands in the path behind the plugin, or its slug, as it was sent and without a
   * slash before it; empty where nothing does. Unless the plugin {@link Takes} paths, that is so.
   */
  public String path() {
    return path;
  }

  /** Returns the first header {@code name}, in any case; one that is empty is none. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream()
        .filter(value -> !value.isBlank())
        .findFirst();
  }

  /** Returns all headers, by names in any case. */
  public Map<String, List<String>> headers() {
    return new TreeMap<>(headers);
  }

  /** Returns the query of the URL, as it was sent; empty where there was none. */
  public String query() {
    return query;
  }

  /** Returns the bytes of the body. */
  public byte[] body() {
    return body.clone();
  }

  /** Returns how many bytes its body has. */
  public int size() {
    return body.length;
  }

  /** Returns when it came in. */
  public Instant receivedAt() {
    return receivedAt;
  }

  /** Returns the body as UTF-8 text, without a byte order mark. */
  public String text() {
    return JsonText.withoutMark(new String(body, StandardCharsets.UTF_8));
  }

  /**
   * Returns the body, which is a JSON object: at most 100 levels deep, and without numbers that are
   * too long to be reckoned with. Of members of one name it has the last one; where the sender has
   * cut a character in half there is U+FFFD.
   *
   * @throws InvalidParameterException where it is not
   */
  public JsonObject json() {
    return object(value());
  }

  /**
   * Returns the body, which is a JSON array, as {@link #json()} reads it: some platforms send
   * several events at once.
   *
   * @throws InvalidParameterException where it is not
   */
  public JsonArray jsonArray() {
    if (value() instanceof JsonArray array) {
      return array;
    }
    throw new InvalidParameterException("The webhook's body is not a JSON array");
  }

  /**
   * Returns the JSON object in the first field {@code name} of the body, as {@link #json()} reads
   * it, where the body is a form that has one: some platforms send JSON so.
   *
   * @throws InvalidParameterException where there is such a field, and no JSON object in it
   */
  public Optional<JsonObject> formJson(String name) {
    boolean isForm = header("Content-Type").filter(type -> type.startsWith(FORM)).isPresent();
    return isForm
        ? formField(name).map(text -> object(value(text.getBytes(StandardCharsets.UTF_8))))
        : Optional.empty();
  }

  /** Returns the first field {@code name} of the body, which is a form. */
  public Optional<String> formField(String name) {
    return AND.splitAsStream(text())
        .filter(pair -> decode(pair.substring(0, Math.max(0, pair.indexOf('=')))).equals(name))
        .map(pair -> decode(pair.substring(pair.indexOf('=') + 1)))
        .findFirst();
  }

  /**
   * Returns a digest of the body: an id for the delivery, where the platform gives none that its
   * signature covers. Two webhooks with the same bytes are one then, so something in the body has
   * to differ, such as a time.
   */
  public String bodyDigest() {
    return DeliveryIds.digest(body);
  }

  private JsonValue value() {
    if (read == null) {
      read = value(body);
    }
    return read;
  }

  private static JsonObject object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new InvalidParameterException("The webhook's body is not a JSON object");
  }

  private static JsonValue value(byte[] body) {
    try {
      return JsonText.ofPlatform(body);
    } catch (MalformedJsonException e) {
      throw new InvalidParameterException("The webhook's body is not JSON: " + e.getMessage());
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Does not tell what came in: it may hold a secret. */
  @Override
  public String toString() {
    return "webhook of " + body.length + " bytes";
  }
}
