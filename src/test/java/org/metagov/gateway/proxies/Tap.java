package org.metagov.gateway.proxies;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a proxy and the gateway, passes every byte on, and remembers all of them. */
final class Tap implements AutoCloseable {
  private static final int CHUNK = 16_384;

  private final ServerSocket listener;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool(Tap::daemon);
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  /** A connection, from its begin to now. */
  static final class Line {
    private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answered = new ByteArrayOutputStream();

    /** Returns what the proxy has sent. */
    byte[] asked() {
      synchronized (asked) {
        return asked.toByteArray();
      }
    }

    /** Returns what the gateway has sent. */
    byte[] answered() {
      synchronized (answered) {
        return answered.toByteArray();
      }
    }

    /** As one line for people. */
    @Override
    public String toString() {
      return shown(asked()) + " --> " + shown(answered());
    }

    private static String shown(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1)
          .replace("\r\n", "|")
          .replaceAll("[^ -~]", "?");
    }
  }

  /** Passes on to {@code target}, a port of this machine. */
  Tap(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::listen);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "tap");
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Returns all connections so far. */
  List<Line> lines() {
    return List.copyOf(lines);
  }

  private void listen() {
    try {
      while (true) {
        Socket proxy = listener.accept();
        threads.execute(() -> connect(proxy));
      }
    } catch (IOException e) {
      // Closed: the trial is over.
    }
  }

  private void connect(Socket proxy) {
    Line line = new Line();
    lines.add(line);
    try (proxy;
        Socket gateway = new Socket(InetAddress.getLoopbackAddress(), target)) {
      proxy.setTcpNoDelay(true);
      gateway.setTcpNoDelay(true);
      var back = threads.submit(() -> pass(gateway, proxy, line.answered));
      pass(proxy, gateway, line.asked);
      back.get();
    } catch (Exception e) {
      // One of the two is gone.
      return;
    }
  }

  private static void pass(Socket from, Socket to, ByteArrayOutputStream record) {
    byte[] chunk = new byte[CHUNK];
    try {
      OutputStream out = to.getOutputStream();
      for (int n = from.getInputStream().read(chunk); n >= 0; ) {
        synchronized (record) {
          record.write(chunk, 0, n);
        }
        out.write(chunk, 0, n);
        n = from.getInputStream().read(chunk);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One of the two is gone: so shall be the other.
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
