package org.metagov.gateway.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;

/** A driver or a platform of the bench: it takes what comes in, answers, and keeps nothing. */
final class Sink implements AutoCloseable {
  private final HttpServer server;

  /** What is done with a request, before it is answered. */
  interface Taker {
    void take(String path, byte[] body) throws InterruptedException;
  }

  /** A server on a free port, whose requests run in {@code threads} and are answered 200. */
  Sink(ExecutorService threads, Taker taker) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, taker));
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void handle(HttpExchange exchange, Taker taker) throws IOException {
    try (exchange) {
      taker.take(exchange.getRequestURI().getPath(), exchange.getRequestBody().readAllBytes());
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
