package org.metagov.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginState;

class DetachedInstanceTest {
  /** What a config and the server's settings tell. All else of an instance is out of reach. */
  private static final Set<String> KNOWN =
      Set.of("community", "config", "settings", "serverUrl", "hookUrl", "now");

  /** A config. */
  private record Config(String name) {}

  private final DetachedInstance<Config> instance =
      new DetachedInstance<>(
          new DetachedInstance.Known<>(
              "garden",
              new Config("x"),
              null,
              Optional.of(URI.create("http://127.0.0.1")),
              Optional::empty,
              () -> Instant.EPOCH));

  static Stream<Method> outOfReach() {
    return Stream.concat(
        Arrays.stream(PluginInstance.class.getMethods())
            .filter(method -> !KNOWN.contains(method.getName()))
            .filter(method -> !method.getName().equals("state")),
        Arrays.stream(PluginState.class.getMethods()));
  }

  @ParameterizedTest
  @MethodSource("outOfReach")
  void whoeverAsksForMoreIsRefusedItAndThatIsNoted(Method method) {
    Object on = method.getDeclaringClass() == PluginState.class ? instance.state() : instance;
    assertThat(instance.isInsufficient()).isFalse();
    assertThatThrownBy(() -> method.invoke(on, new Object[method.getParameterCount()]))
        .isInstanceOf(InvocationTargetException.class)
        .hasCauseInstanceOf(UnsupportedOperationException.class);
    assertThat(instance.isInsufficient()).isTrue();
  }

  @Test
  void theConfigAndTheServerAreThere() {
    assertThat(instance.community()).isEqualTo("garden");
    assertThat(instance.config()).isEqualTo(new Config("x"));
    assertThat(instance.serverUrl()).contains(URI.create("http://127.0.0.1"));
    assertThat(instance.hookUrl()).isEmpty();
    assertThat(instance.now()).isEqualTo(Instant.EPOCH);
    assertThat(instance.isInsufficient()).isFalse();
  }
}
