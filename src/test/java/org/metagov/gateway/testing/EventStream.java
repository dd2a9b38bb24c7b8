package org.metagov.gateway.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A reader of Server-Sent Events, over a connection of its own. */
public final class EventStream implements AutoCloseable {
  private final Socket socket;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private EventStream(Socket socket) {
    this.socket = socket;
  }

  /** Opens {@code path}, and reads; {@code headers} are whole lines. */
  public static EventStream open(Api api, String path, String... headers) {
    EventStream stream = connect(api, path, headers);
    Thread reader = new Thread(stream::read, "event stream");
    reader.setDaemon(true);
    reader.start();
    return stream;
  }

  private static EventStream connect(Api api, String path, String... headers) {
    URI base = api.base();
    try {
      Socket socket = new Socket();
      socket.connect(new java.net.InetSocketAddress(base.getHost(), base.getPort()));
      String request =
          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n%s\r\n"
              .formatted(
                  path,
                  base.getPort(),
                  String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new EventStream(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the lines so far: those of the head, of the chunks and of the events. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns the status of the answer. */
  public int status() {
    return Integer.parseInt(lines.get(0).split(" ", -1)[1]);
  }

  /** Returns the ids of the events so far. */
  public List<Integer> ids() {
    return lines.stream()
        .filter(line -> line.startsWith("id: "))
        .map(line -> Integer.parseInt(line.substring("id: ".length())))
        .toList();
  }

  /** Returns whether the gateway has ended it. */
  public boolean isEnded() {
    // The last chunk of RFC 9112.
    return lines.contains("0");
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // Closed, here or there: that is an end, too.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
