package org.metagov.gateway.plugins.loomio;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.metagov.gateway.spi.PluginState;

/**
 * The polls that were open when they were last looked at: whom a webhook may be about that does not
 * say so. One whose process the gateway has ended itself stays, and is nobody's any more.
 *
 * @param keys the newest last
 */
record OpenPolls(List<String> keys) {
  private static final String NAME = "open_polls";
  private static final int MOST = 500;

  static Set<String> in(PluginState state) {
    return Set.copyOf(state.get(NAME, OpenPolls.class).orElse(new OpenPolls(List.of())).keys());
  }

  static void add(PluginState state, String key) {
    if (!in(state).contains(key)) {
      change(state, keys -> Stream.concat(keys.filter(k -> !k.equals(key)), Stream.of(key)));
    }
  }

  static void remove(PluginState state, String key) {
    if (in(state).contains(key)) {
      change(state, keys -> keys.filter(k -> !k.equals(key)));
    }
  }

  private static void change(PluginState state, UnaryOperator<Stream<String>> change) {
    state.update(
        NAME,
        OpenPolls.class,
        before -> {
          List<String> keys =
              change.apply(before.map(OpenPolls::keys).orElse(List.of()).stream()).toList();
          return new OpenPolls(keys.subList(Math.max(0, keys.size() - MOST), keys.size()));
        });
  }
}
