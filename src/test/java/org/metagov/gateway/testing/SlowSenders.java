package org.metagov.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Strangers who send a body that has no end: a byte a second each. */
public final class SlowSenders implements AutoCloseable {
  private static final int NEVER_REACHED = 100_000;

  private final List<Sender> senders = new ArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /** {@code count} of them, who send to {@code path} of the server at {@code port}. */
  public SlowSenders(int count, int port, String path) {
    String head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
            .formatted(path, port);
    try {
      for (int i = 0; i < count; i++) {
        senders.add(new Sender(port, head + "Content-Length: " + NEVER_REACHED + "\r\n\r\n"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.execute(this::run);
  }

  /** Returns what each of them was answered so far. */
  public List<String> answers() {
    return senders.stream()
        .map(sender -> sender.answer.toString(StandardCharsets.UTF_8))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (Sender sender : senders) {
          sender.goOn();
        }
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    senders.forEach(Sender::close);
  }

  private static final class Sender {
    private final Socket socket;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    Sender(int port, String head) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    void goOn() {
      try {
        int there = socket.getInputStream().available();
        if (there > 0) {

          answer.writeBytes(socket.getInputStream().readNBytes(there));
        }
        socket.getOutputStream().write(' ');
      } catch (IOException e) {
        // The server has closed the connection; what it has said before that counts.
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
