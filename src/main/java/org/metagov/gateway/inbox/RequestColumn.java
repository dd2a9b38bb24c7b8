package org.metagov.gateway.inbox;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.secret.Cell;
import org.metagov.gateway.secret.Vault;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A webhook as sealed JSON, since platforms send keys in headers and bodies: its body as text where
 * it is UTF-8, and in Base64 where it is not.
 */
final class RequestColumn {
  private static final String HEADERS = "headers";
  private static final String METHOD = "method";
  private static final String PATH = "path";
  private static final String QUERY = "query";
  private static final String TEXT = "text";
  private static final String BYTES = "base64";

  private RequestColumn() {}

  /** Returns what is written of {@code request} into the row that {@code key} names. */
  static String write(String key, WebhookRequest request) {
    return Vault.get().seal(cell(key), JsonText.write(toJson(request)));
  }

  /** Returns what came in, as it stands in the row that {@code key} names. */
  static WebhookRequest read(String key, String column, Instant receivedAt) {
    return read(JsonText.parse(Vault.get().open(cell(key), column)).asJsonObject(), receivedAt);
  }

  private static Cell cell(String key) {
    return Cell.of("inbox", key, "content");
  }

  static JsonObject toJson(WebhookRequest request) {
    JsonObjectBuilder headers = JsonText.object();
    request
        .headers()
        .forEach(
            (name, values) -> headers.add(name, JsonText.provider().createArrayBuilder(values)));
    JsonObjectBuilder json =
        JsonText.object()
            .add(METHOD, request.method())
            .add(PATH, request.path())
            .add(HEADERS, headers)
            .add(QUERY, request.query());
    byte[] body = request.body();
    // PostgreSQL keeps no U+0000, which JSON would write as an escape; the bytes are safe.
    return Texts.ofUtf8(body)
        .filter(text -> text.indexOf('\0') < 0)
        .map(text -> json.add(TEXT, text))
        .orElseGet(() -> json.add(BYTES, Base64.getEncoder().encodeToString(body)))
        .build();
  }

  static WebhookRequest read(JsonObject json, Instant receivedAt) {
    Map<String, List<String>> headers = new TreeMap<>();
    json.getJsonObject(HEADERS)
        .forEach(
            (name, values) ->
                headers.put(name, ((JsonArray) values).getValuesAs(JsonString::getString)));
    return new WebhookRequest(
        // Earlier versions have kept none of the two.
        json.getString(METHOD, "POST"),
        json.getString(PATH, ""),
        headers,
        json.getString(QUERY),
        body(json),
        receivedAt);
  }

  private static byte[] body(JsonObject json) {
    return json.containsKey(TEXT)
        ? json.getString(TEXT).getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(json.getString(BYTES));
  }
}
