package org.metagov.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The ports of servers that are gone. A gateway under test may go on calling them long after their
 * test, and would call whoever is given the same port next, in whichever test that is.
 */
final class Ports {
  /** Far fewer than a process may have open. */
  private static final int MOST = 2_000;

  private static final Deque<Socket> KEPT = new ArrayDeque<>();

  private Ports() {}

  /**
   * Keeps the system from giving {@code port} of the loopback address to anyone who wants a free
   * one: who connects there is refused, and who asks for this very port gets it.
   */
  static synchronized void keep(int port) {
    try {
      if (KEPT.size() >= MOST) {
        KEPT.removeFirst().close();
      }
      Socket socket = new Socket();
      KEPT.addLast(socket);
      // Else nobody else could have it, not even who asks for it.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException e) {
      // Somebody was quicker, and calls to it are heard there.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
