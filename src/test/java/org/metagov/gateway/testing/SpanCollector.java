package org.metagov.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/**
 * A collector of OpenTelemetry on this machine, by OTLP over HTTP. What it is sent is protobuf: a
 * trace id stands in it as its 16 bytes, a text as its characters.
 */
public final class SpanCollector implements AutoCloseable {
  private static final int TRACE_ID_BYTES = 16;

  /** In front of them: field 1 of a span, of a length, and that length. */
  private static final String TRACE_ID = "\n\u0010";

  private final HttpServer server;
  private final List<String> received = new CopyOnWriteArrayList<>();

  /** One on a free port. */
  public SpanCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /** Returns where spans are sent to: {@code otel.exporter.otlp.endpoint}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Waits until a span of {@code trace}, 32 hexadecimal digits, has come, and {@code name} with it.
   */
  public void awaitSpan(String trace, String name) {
    byte[] id = HexFormat.of().parseHex(trace);
    if (id.length != TRACE_ID_BYTES) {
      throw new IllegalArgumentException("no trace id: " + trace);
    }
    String sought = TRACE_ID + new String(id, StandardCharsets.ISO_8859_1);
    Awaitility.await("a span of the trace " + trace)
        .until(
            () -> received.stream().anyMatch(sent -> sent.contains(sought) && sent.contains(name)));
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      // Each byte is a character.
      received.add(
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    Ports.keep(server.getAddress().getPort());
  }
}
