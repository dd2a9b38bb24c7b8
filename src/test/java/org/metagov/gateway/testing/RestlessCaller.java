package org.metagov.gateway.testing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a port for a path again and again, whether somebody is there or not. */
public final class RestlessCaller implements AutoCloseable {
  /** Nobody listens, or the connection ends before the first byte of an answer. */
  public static final String NOBODY = "nobody";

  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 (\\d{3}).*?\r\n\r\n", Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("(?i)content-type: *([^;\r]*)");
  private static final Pattern WAIT = Pattern.compile("(?i)retry-after: *\\d+");

  private final int port;
  private final byte[] request;
  private final Map<String, Integer> heard = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "restless-caller");
  private volatile boolean stopping;

  /** Begins to ask {@code port} of this machine for {@code path}. */
  public RestlessCaller(int port, String path) {
    this.port = port;
    request =
        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    thread.start();
  }

  /**
   * Returns what was heard and how often: {@link #NOBODY}, or status, media type and whether there
   * is a Retry-After, such as {@code 503 application/problem+json later}.
   */
  public Map<String, Integer> heard() {
    return Map.copyOf(heard);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopping) {
      heard.merge(ask(), 1, Integer::sum);
    }
  }

  private String ask() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request);
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.isEmpty() ? NOBODY : described(answer);
    } catch (ConnectException e) {
      return NOBODY;
    } catch (IOException e) {
      // A listener that closes resets the connections that nobody has taken yet.
      return String.valueOf(e.getMessage()).contains("reset") ? NOBODY : e.toString();
    }
  }

  private static String described(String answer) {
    Matcher head = HEAD.matcher(answer);
    if (!head.lookingAt()) {
      return "no answer: " + answer;
    }
    Matcher type = TYPE.matcher(head.group());
    return head.group(1)
        + (type.find() ? " " + type.group(1) : "")
        + (WAIT.matcher(head.group()).find() ? " later" : "");
  }
}
