package org.metagov.gateway.instance;

import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.spi.PluginState;
import org.metagov.gateway.store.Conflicts;

/** The state of an enabled plugin: every change commits at once. */
record LiveState(long id, PluginStateService states) implements PluginState {
  @Override
  public <T> Optional<T> get(String key, Class<T> type) {
    return StateValues.get(states.read(id), key, type);
  }

  @Override
  public <T> T update(String key, Class<T> type, Function<Optional<T>, T> change) {
    var changed =
        Conflicts.retry(
            () -> states.change(id, StateValues.updating(key, type, change)).stateOrThrow());
    return StateValues.get(changed, key, type).orElseThrow();
  }

  @Override
  public void remove(String key) {
    Conflicts.retry(() -> states.change(id, StateValues.removing(key)).stateOrThrow());
  }
}
