package org.metagov.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A platform on this machine: it answers as the test says and keeps what it was asked. */
public final class FakeServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** A request as it arrived; {@code target} is path and query. */
  public record Request(
      String method, String target, Map<String, List<String>> headers, String body) {
    /** Returns the first header {@code name}, in any case. */
    public Optional<String> header(String name) {
      return headers.getOrDefault(name, List.of()).stream().findFirst();
    }
  }

  /** A server on a free port, which knows no path yet: every one is 404. */
  public FakeServer() {
    this(0);
  }

  /** A server on {@code port}; 0: on a free one. */
  FakeServer(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.start();
  }

  /** Returns {@code http://127.0.0.1:<port>} with {@code path} after it. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Returns the requests so far, in the order of their arrival. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Answers a request, whose body was read already. */
  @FunctionalInterface
  public interface Answering {
    /** Answers {@code request}, which came by {@code exchange}. */
    void answer(HttpExchange exchange, Request request) throws IOException;
  }

  /** Answers {@code path} by {@code handler}, which has no body of the request to read any more. */
  public FakeServer on(String path, HttpHandler handler) {
    return on(path, (exchange, request) -> handler.handle(exchange));
  }

  /** Answers {@code path} by {@code answering}. */
  public FakeServer on(String path, Answering answering) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            Request request = request(exchange);
            requests.add(request);
            answering.answer(exchange, request);
          }
        });
    return this;
  }

  /** Answers {@code path} always the same; {@code headers} are names and values in turn. */
  public FakeServer answer(String path, int status, String body, String... headers) {
    return on(path, exchange -> send(exchange, status, body, headers));
  }

  /** Takes requests to {@code path} and never answers. */
  public FakeServer hang(String path) {
    return on(path, exchange -> untilClosed());
  }

  /** Returns when the server is closed. */
  public void untilClosed() throws IOException {
    await(Long.MAX_VALUE);
  }

  /** Answers {@code path} 200 with a body of one more byte every few milliseconds, for ever. */
  public FakeServer trickle(String path) {
    return on(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream body = exchange.getResponseBody();
          do {
            body.write(' ');
            body.flush();
          } while (!await(10));
        });
  }

  /** Writes a whole answer; {@code headers} are names and values in turn. */
  public static void send(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    Ports.keep(port());
    threads.shutdownNow();
  }

  /** Returns whether the server was closed within {@code millis}. */
  private boolean await(long millis) throws IOException {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Request request(HttpExchange exchange) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(exchange.getRequestHeaders());
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        headers,
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }
}
