package org.metagov.gateway.testing;

import java.util.List;
import java.util.Random;

/** What nobody sends who means well. */
public final class HostileInput {
  /** Bodies that should be JSON. */
  public static final List<String> JSON =
      List.of(
          "{",
          "[]",
          "null",
          "7",
          "\"text\"",
          "{\"a\":1} x",
          "{'a':1}",
          "{\"a\":1,\"a\":2,}",
          "\u0000",
          "{\"\\u0000\":\"\\u0000\"}",
          "{\"a\":\"\\ud800\"}",
          "{\"\\udc00\":1}",
          "{\"a\":" + "9".repeat(5_000) + "}",
          "{\"a\":1e400000000}",
          "{\"a\":-1E-99999999999}",
          "{\"a\":NaN}",
          "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001),
          "[".repeat(50_000),
          "{\"type\":" + "[".repeat(99) + "]".repeat(99) + "}",
          "{\"" + "k".repeat(100_000) + "\":1}",
          "{\"type\":{},\"event\":[],\"team\":7,\"time\":{},\"id\":null}",
          "\uFEFF\uFEFF{}");

  private static final List<String> METHODS =
      List.of(
          "POST",
          "POST",
          "POST",
          "POST",
          "GET",
          "GET",
          "PUT",
          "PATCH",
          "BREW",
          "OPTIONS",
          "get",
          "x".repeat(30));

  private static final List<String> NAMES =
      List.of(
          "Accept",
          "Accept-Charset",
          "Accept-Encoding",
          "Accept-Language",
          "Authorization",
          "CDN-Loop",
          "CF-Connecting-IP",
          "Content-Encoding",
          "Content-Language",
          "Content-Type",
          "Cookie",
          "Date",
          "Forwarded",
          "Idempotency-Key",
          "If-Match",
          "If-Modified-Since",
          "Origin",
          "Range",
          "Sec-Fetch-Site",
          "True-Client-IP",
          "Via",
          "X-Envoy-External-Address",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-HTTP-Method-Override",
          "X-Metagov-Community",
          "X-Tally-Signature");

  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "*/*;q=2",
          "*/*;q=",
          "*/*;q=0.12345",
          "a",
          "a/",
          "a/b;c=\"",
          "a/b;c=\"x,y\"",
          "application/json;charset=nope",
          "application/json;q=7",
          "text/event-stream",
          ",,,",
          ";",
          "=",
          "\u00ff\u00fe",
          "\u007f",
          "Thu, 99 Foo 2020",
          "W/\"",
          "bytes=9-1",
          "$Version=1; a=b",
          "127.0.0.1",
          "::1, 10.0.0.1,,",
          "for=\"[::1]:80\";proto=http;by=_x",
          "999.999.999.999",
          "fe80::1%eth0",
          "1.1 gateway",
          "metagov",
          "Bearer ",
          "Basic :",
          "x".repeat(3_000),
          "%00",
          "9".repeat(400));

  private static final List<String> TAILS =
      List.of(
          "",
          "",
          "",
          "/",
          ";x=1",
          "%20",
          "?",
          "?a=%zz",
          "?a=%00&b=%FF",
          "?type=user&state=%0d%0a&redirect_uri=https%3A%2F%2Fdriver.example.org%2Fguild%2F",
          "?type=&community=%F0%9F%98%80&invitation=.&redirect_uri=https://driver.example.org/guild",
          "?metagov_id=9.9&redirect_uri=%2F%2Fevil",
          "?state=x&code=y&error=%00",
          "/../..",
          "%2F",
          "//a");

  private final Random random;

  /** What {@code random} makes of it. */
  public HostileInput(Random random) {
    this.random = random;
  }

  /** Returns a request to one of {@code paths}, each of its characters one byte. */
  public String request(List<String> paths, String community) {
    String body = random.nextInt(4) == 0 ? bytes() : ofAll(JSON);
    StringBuilder request = new StringBuilder();
    request.append(ofAll(METHODS)).append(' ').append(ofAll(paths)).append(ofAll(TAILS));
    request.append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
    request.append("X-Metagov-Community: ").append(community).append("\r\n");
    for (int i = random.nextInt(4); i > 0; i--) {
      request.append(ofAll(NAMES)).append(": ").append(ofAll(VALUES)).append("\r\n");
    }
    byte[] sent = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return request
        .append("Content-Length: ")
        .append(sent.length)
        .append("\r\n\r\n")
        .append(new String(sent, java.nio.charset.StandardCharsets.ISO_8859_1))
        .toString();
  }

  private String bytes() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private <T> T ofAll(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
