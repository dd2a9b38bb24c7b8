package org.metagov.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Sends bytes that no client would send, on a connection of their own. */
public final class RawHttp {
  private static final int LONGEST_MILLIS = Math.toIntExact(Patience.LONGEST.toMillis());

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})[ \r]");

  private RawHttp() {}

  /**
   * All that came back.
   *
   * @param text heads and bodies
   * @param closed whether the server has closed the connection
   */
  public record Answer(String text, boolean closed) {
    /** Returns the status of each answer in it. */
    public List<Integer> statuses() {
      return STATUS.matcher(text).results().map(found -> Integer.parseInt(found.group(1))).toList();
    }

    /** Returns the status of the first answer; 0 where there is none. */
    public int status() {
      return statuses().isEmpty() ? 0 : statuses().get(0);
    }
  }

  /** Sends {@code request}, each character one byte, and reads until nothing comes for a while. */
  public static Answer send(URI base, String request, int patienceMillis) {
    return send("0.0.0.0", base, request, patienceMillis);
  }

  /** As above, however long it takes until there is something of an answer. */
  public static Answer ask(URI base, String request, int patienceMillis) {
    return send("0.0.0.0", base, request, LONGEST_MILLIS, patienceMillis);
  }

  /** As {@link #ask}, where the other side closes the connection behind its last answer. */
  public static Answer askToTheEnd(URI base, String request) {
    return ask(base, request, LONGEST_MILLIS);
  }

  /** As {@link #send}, from the address {@code from}, which is this machine's. */
  public static Answer send(String from, URI base, String request, int patienceMillis) {
    return send(from, base, request, patienceMillis, patienceMillis);
  }

  private static Answer send(
      String from, URI base, String request, int firstMillis, int patienceMillis) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
      socket.setSoTimeout(firstMillis);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      boolean closed = read(socket, answer, patienceMillis);
      return new Answer(answer.toString(StandardCharsets.UTF_8), closed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean read(Socket socket, ByteArrayOutputStream answer, int patienceMillis)
      throws IOException {
    byte[] chunk = new byte[8_192];
    try {
      for (int n = socket.getInputStream().read(chunk); n >= 0; ) {
        answer.write(chunk, 0, n);
        socket.setSoTimeout(patienceMillis);
        n = socket.getInputStream().read(chunk);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      // It was closed while there was something left to read.
      return true;
    }
  }
}
