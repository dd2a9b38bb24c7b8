package org.metagov.gateway.proxies;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.metagov.gateway.proxies.RawHttp2.Field;
import org.metagov.gateway.proxies.RawHttp2.Request;

/**
 * What a smuggler sends in HTTP/2, where a header may hold what ends a line in HTTP/1.1, and where
 * a body ends before it says so, or after. Each carries, somewhere, the request that must not
 * arrive.
 */
final class Http2Attacks {
  private static final String METHOD = ":method";
  private static final String SCHEME = ":scheme";
  private static final String AUTHORITY = ":authority";
  private static final String PATH = ":path";
  private static final String NAME = "127.0.0.1";

  private final String path;
  private final String smuggled;
  private final List<Attack> all = new ArrayList<>();

  /** An attack, and what it is. */
  record Attack(String name, Request request) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Http2Attacks(String path, String smuggled) {
    this.path = path;
    this.smuggled = smuggled;
  }

  /** Returns those by which {@code smuggled} would come in behind a request to {@code path}. */
  static List<Attack> onTheFrame(String path, String smuggled) {
    Http2Attacks attacks = new Http2Attacks(path, smuggled);
    attacks.lines();
    attacks.lengths();
    attacks.codings();
    attacks.pseudoHeaders();
    attacks.claims();
    return List.copyOf(attacks.all);
  }

  /** Returns {@code attack}, a path of HTTP/1.1, as one of HTTP/2. */
  static Attack onThePath(Attacks.Attack attack, Map<String, String> headers) {
    String[] line = attack.bytes().split("\r\n", 2)[0].split(" ", -1);
    List<Field> fields = new ArrayList<>(begin(line[0], line.length > 1 ? line[1] : ""));
    headers.forEach((name, value) -> fields.add(new Field(name, value)));
    return new Attack(attack.name(), new Request(fields, "{}", List.of()));
  }

  /** Returns a request as it should be. */
  static Request good(String method, String path, String body, Map<String, String> headers) {
    List<Field> fields = new ArrayList<>(begin(method, path));
    headers.forEach((name, value) -> fields.add(new Field(name, value)));
    return new Request(fields, body, List.of());
  }

  private static List<Field> begin(String method, String path) {
    return List.of(
        new Field(METHOD, method),
        new Field(SCHEME, "https"),
        new Field(AUTHORITY, NAME),
        new Field(PATH, path));
  }

  private void add(String name, List<Field> fields, String body, List<Field> trailer) {
    all.add(new Attack(name, new Request(fields, body, trailer)));
  }

  private void with(String name, String body, Field... more) {
    add(
        name,
        Stream.concat(begin("POST", path).stream(), Stream.of(more)).toList(),
        body,
        List.of());
  }

  /** As the good one, with {@code value} in place of what {@code field} says. */
  private void instead(String field, String value) {
    add(
        field + " " + value.replaceAll("[^ -~]", "?"),
        begin("POST", path).stream()
            .map(each -> each.name().equals(field) ? new Field(field, value) : each)
            .toList(),
        "",
        List.of());
  }

  private void lines() {
    String behind = " HTTP/1.1\r\nHost: " + NAME + "\r\n\r\n" + smuggled;
    for (String end : List.of("\r\n", "\n", "\r", "\u0000", "\r\n ", "\u0085")) {
      String name = end.replaceAll("[^ -~]", "?") + end.length();
      with("a value with " + name, "", new Field("x-a", "b" + end + "x: y"));
      with("a value with a request, " + name, "", new Field("x-a", "b" + end + end + smuggled));
      with("a name with " + name, "", new Field("x-a" + end + "x", "b"));
      with("a name with a request, " + name, "", new Field("x-a: b" + end + end + smuggled, ""));
      instead(METHOD, "POST " + path + " HTTP/1.1" + end + "Host: x" + end + end + smuggled);
      instead(PATH, path + " HTTP/1.1" + end + "Host: " + NAME + end + end + smuggled);
      instead(AUTHORITY, NAME + end + end + smuggled);
      instead(SCHEME, "https" + end + end + smuggled);
    }
    instead(METHOD, "POST " + path + behind);
    instead(PATH, path + behind);
    instead(PATH, path + " HTTP/1.1");
    with("a name of upper case", "", new Field("X-Upper", "b"));
    with("a name with a colon", "", new Field("x:y", "b"));
    with("a name with a blank", "", new Field("x y", "b"));
    with("no name", "", new Field("", "b"));
  }

  private void lengths() {
    for (String length :
        List.of("0", "1", "00", "-1", "+5", "5, 5", "0x10", "1 ", "", "99999999999999999999")) {
      with("a length of " + length, smuggled, new Field("content-length", length));
    }
    with("a length too long", "{}", new Field("content-length", "" + smuggled.length()));
    String right = "" + smuggled.length();
    with(
        "two lengths",
        smuggled,
        new Field("content-length", right),
        new Field("content-length", "0"));
    with(
        "two lengths, the first one wrong",
        smuggled,
        new Field("content-length", "0"),
        new Field("content-length", right));
    with("no length", smuggled);
    add("a length with GET", withGet(new Field("content-length", "0")), smuggled, List.of());
    add("a body with GET", withGet(new Field("x-a", "b")), smuggled, List.of());
  }

  private List<Field> withGet(Field more) {
    return Stream.concat(begin("GET", path).stream(), Stream.of(more)).toList();
  }

  private void codings() {
    String chunks = "0\r\n\r\n" + smuggled;
    for (String coding :
        List.of("chunked", "Chunked", "identity", "gzip, chunked", "chunked, x", " chunked", "x")) {
      with("the coding " + coding, chunks, new Field("transfer-encoding", coding));
      with(
          "the coding and a length, " + coding,
          chunks,
          new Field("transfer-encoding", coding),
          new Field("content-length", "" + chunks.length()));
      with("the coding in a line, " + coding, chunks, line("transfer-encoding: " + coding));
    }
    with("te", "", new Field("te", "chunked"));
    add(
        "a coding in the trailer",
        begin("POST", path),
        chunks,
        List.of(new Field("transfer-encoding", "chunked")));
    add(
        "a length in the trailer",
        begin("POST", path),
        smuggled,
        List.of(new Field("content-length", "0")));
    add(
        "a pseudo-header in the trailer",
        begin("POST", path),
        "",
        List.of(new Field(PATH, "/api/internal/community")));
  }

  private static Field line(String line) {
    return new Field("x-a", "b\r\n" + line);
  }

  private void pseudoHeaders() {
    for (String each : List.of(METHOD, SCHEME, AUTHORITY, PATH)) {
      add(
          "no " + each,
          begin("POST", path).stream().filter(field -> !field.name().equals(each)).toList(),
          "",
          List.of());
    }
    with("two paths", "", new Field(PATH, "/api/internal/community/smuggled-0000"));
    with("two methods", "", new Field(METHOD, "PUT"));
    with("two authorities", "", new Field(AUTHORITY, "localhost"));
    with("another pseudo-header", "", new Field(":protocol", "websocket"));
    with("a pseudo-header of an answer", "", new Field(":status", "200"));
    with("a pseudo-header behind others", "", new Field("x-a", "b"), new Field(METHOD, "PUT"));
    for (String other : List.of("", "*", "http://" + NAME + path, "//" + NAME + path, "x", "?")) {
      instead(PATH, other);
    }
    for (String scheme : List.of("", "http", "x", "https://" + NAME + path + "?", "http /")) {
      instead(SCHEME, scheme);
    }
    for (String method :
        List.of("", "CONNECT", "TRACE", "PRI", "post", "G ET", "GET /x HTTP/1.1")) {
      instead(METHOD, method);
    }
    for (String host : List.of("", "localhost", NAME + "@localhost", NAME + ":0:1", " " + NAME)) {
      instead(AUTHORITY, host);
      with("a Host besides, " + host, "", new Field("host", host));
    }
  }

  /** Who calls and how is the proxy's to say, and a header of one hop's is nobody's in HTTP/2. */
  private void claims() {
    for (String connection :
        List.of("X-Forwarded-For", "close, X-Forwarded-For", "Upgrade, HTTP2-Settings")) {
      with("Connection, " + connection, "", new Field("connection", connection));
    }
    with(
        "an upgrade",
        "",
        new Field("connection", "Upgrade, HTTP2-Settings"),
        new Field("upgrade", "h2c"),
        new Field("http2-settings", "AAMAAABkAARAAAAAAAIAAAAA"));
    with("an upgrade alone", "", new Field("upgrade", "websocket"));
    with("keep-alive", "", new Field("keep-alive", "timeout=99"));
    with("proxy-connection", "", new Field("proxy-connection", "keep-alive"));
    with(
        "a claim",
        "",
        new Field("x-forwarded-for", "203.0.113.9"),
        new Field("x_forwarded_for", "203.0.113.9"),
        new Field("forwarded", "for=203.0.113.9"));
    add(
        "a claim in the trailer",
        begin("POST", path),
        "{}",
        List.of(new Field("x-forwarded-for", "203.0.113.9")));
    with("expect", "{}", new Field("expect", "100-continue"));
  }
}
