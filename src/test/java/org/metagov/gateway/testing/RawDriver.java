package org.metagov.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver that answers every request with the same bytes, whether they are HTTP or not. */
public final class RawDriver implements AutoCloseable {
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final String answer;
  private final After after;

  /** What it does when it has answered. */
  public enum After {
    /** It waits for the next request. */
    STAY,
    /** It closes the connection. */
    CLOSE,
    /** It breaks the connection off. */
    RESET,
    /** It sends more, for ever. */
    GO_ON
  }

  /** One that is there at once. */
  public RawDriver(String answer, After after) {
    this.answer = answer;
    this.after = after;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Returns where it is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
  }

  /** Returns how many requests have come. */
  public int requests() {
    return requests.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      while (readRequest(in)) {
        requests.incrementAndGet();
        answer(socket);
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  private void answer(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    switch (after) {
      case STAY -> {}
      case CLOSE -> socket.close();
      case RESET -> {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      case GO_ON -> {
        byte[] more = "x".repeat(8_192).getBytes(StandardCharsets.ISO_8859_1);
        while (!server.isClosed()) {
          out.write(more);
        }
      }
    }
  }

  private static boolean readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    in.readNBytes(Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip()));
    return true;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Ports.keep(server.getLocalPort());
    threads.shutdownNow();
  }
}
