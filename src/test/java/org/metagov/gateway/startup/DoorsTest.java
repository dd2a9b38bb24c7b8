package org.metagov.gateway.startup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.startup.PayaraServer.Listener;

class DoorsTest {
  @Test
  void aPortThatIsTakenIsRefused() throws IOException {
    int port;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = other.getLocalPort();
      assertThatIllegalStateException()
          .isThrownBy(() -> Doors.requireFree(new Listener("a", "127.0.0.1", port, false)))
          .withMessage("cannot listen on 127.0.0.1, port " + port);
    }
    assertThatCode(() -> Doors.requireFree(new Listener("a", "127.0.0.1", port, false)))
        .doesNotThrowAnyException();
  }
}
