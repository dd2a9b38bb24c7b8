package org.metagov.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.metagov.gateway.settings.Settings;

class ListeningSocketsTest {
  private static Listeners listeners(Map<String, String> settings) {
    return new Listeners(
        Settings.read(settings.keySet(), key -> Optional.ofNullable(settings.get(key))));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whateverThisProcessListensOnIsFound() throws IOException {
    int plain;
    try (ServerSocket any = new ServerSocket(0);
        ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocketChannel channel = ServerSocketChannel.open().bind(null);
        Socket client = new Socket(here.getInetAddress(), here.getLocalPort())) {
      plain = any.getLocalPort();
      assertThat(ListeningSockets.ports())
          .contains(plain, here.getLocalPort(), channel.socket().getLocalPort())
          .doesNotContain(client.getLocalPort());
      assertThat(listeners(Map.of()).include(plain)).isTrue();
    }
    assertThat(ListeningSockets.ports()).doesNotContain(plain);
  }

  @Test
  void whatIsConfiguredToldOrSeenIsKnownEverywhere() {
    Listeners listeners = listeners(Map.of("metagov.internal.port", "1"));
    assertThat(listeners.include(1)).isTrue();
    assertThat(listeners.include(2)).isFalse();
    listeners.seen(2);
    assertThat(listeners.include(2)).isTrue();
    listeners.learn("127.0.0.1", 3);
    assertThat(listeners.include(3)).isTrue();
    assertThat(listeners.areReached()).isFalse();
    listeners.learn("0.0.0.0", 4);
    assertThat(listeners.include(4)).isTrue();
    assertThat(listeners.areReached()).isTrue();
  }
}
