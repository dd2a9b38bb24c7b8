package org.metagov.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on this machine that says whatever a test wants, HTTP or not. */
public final class RawServer implements AutoCloseable {
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();

  /** Talks to whoever has connected; the connection is closed when it returns. */
  @FunctionalInterface
  public interface Talk {
    /** Talks. */
    void with(Socket peer) throws IOException, InterruptedException;
  }

  /** A server on a free port that does {@code talk} on every connection. */
  public RawServer(Talk talk) {
    try {
      listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(() -> listen(talk));
  }

  /** A server that answers every request on a connection with these bytes, and goes on. */
  public static RawServer answering(String answer) {
    RawServer[] self = new RawServer[1];
    self[0] =
        new RawServer(
            peer -> {
              while (self[0].read(peer)) {
                say(peer, answer);
              }
            });
    return self[0];
  }

  /** Returns {@code http://127.0.0.1:<port>} with {@code path} after it. */
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Returns the heads of the requests so far. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /** Returns how many connections there have been. */
  public int accepted() {
    return accepted.get();
  }

  /** Returns how many connections are open. */
  public int connections() {
    return open.size();
  }

  /** Sends {@code text}. */
  public static void say(Socket peer, String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    peer.getOutputStream().flush();
  }

  /** Reads a request with its body; returns whether there was one. */
  public boolean read(Socket peer) throws IOException {
    InputStream in = peer.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    heads.add(head.toString());
    String length = head.toString().replaceAll("(?is).*\r\ncontent-length: *(\\d+).*", "$1");
    in.readNBytes(length.matches("\\d+") ? Integer.parseInt(length) : 0);
    return true;
  }

  private void listen(Talk talk) {
    try {
      while (true) {
        Socket peer = listener.accept();
        accepted.incrementAndGet();
        open.add(peer);
        threads.execute(() -> talk(talk, peer));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void talk(Talk talk, Socket peer) {
    try (peer) {
      talk.with(peer);
    } catch (IOException e) {
      // The other side is gone, as some tests want it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(peer);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket peer : open) {
        peer.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Ports.keep(port());
    threads.shutdownNow();
  }
}
