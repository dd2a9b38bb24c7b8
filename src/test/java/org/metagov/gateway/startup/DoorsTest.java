package org.metagov.gateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
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

  @Test
  void thePortForDriversIsThatOfAListenerOfItsOwn() {
    List<Listener> listeners =
        List.of(
            new Listener("http-listener", "127.0.0.1", 8080, false),
            new Listener("internal", "127.0.0.1", 9090, false));
    assertThat(Doors.wrong(9090, listeners)).isEmpty();
    assertThat(Doors.wrong(9091, listeners))
        .hasValueSatisfying(
            wrong ->
                assertThat(wrong).startsWith("the server has no listener with the port 9091; "));
    assertThat(Doors.wrong(8080, listeners))
        .contains("port 8080 is that of the public listener; take another one");
  }
}
