package org.metagov.gateway.instance;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.metagov.gateway.spi.PluginState;

/**
 * The state during work that may run again: a copy, with the changes remembered, so that they can
 * be done to the locked row in the transaction that records the work.
 */
public final class DraftState implements PluginState {
  private final List<UnaryOperator<JsonObject>> changes = new ArrayList<>();
  private final Set<String> usedOnce = new LinkedHashSet<>();
  private final Supplier<JsonObject> start;
  private JsonObject copy;
  private Optional<String> work = Optional.empty();

  /** A state that starts as {@code start}. */
  public DraftState(JsonObject start) {
    this(() -> start);
  }

  /** A state that starts as {@code start}, which is asked for when it is first needed. */
  DraftState(Supplier<JsonObject> start) {
    this.start = start;
  }

  /**
   * Returns this, in work that is known as {@code key} however often it is repeated; that may be
   * one piece after another.
   */
  public synchronized DraftState forWork(String key) {
    work = Optional.of(key);
    return this;
  }

  /** Returns what the work is known as; empty where it is not repeated. */
  synchronized Optional<String> work() {
    return work;
  }

  /** Notes that the work makes a call once, and returns what the work is known as. */
  synchronized String useOnce() {
    String key = work.orElseThrow();
    usedOnce.add(key);
    return key;
  }

  /** Returns the work that has made a call once, whose answer is kept. */
  public synchronized Set<String> usedOnce() {
    return Set.copyOf(usedOnce);
  }

  @Override
  public synchronized <T> Optional<T> get(String key, Class<T> type) {
    return StateValues.get(copy(), key, type);
  }

  @Override
  public synchronized <T> T update(String key, Class<T> type, Function<Optional<T>, T> change) {
    remember(StateValues.updating(key, type, change));
    return StateValues.get(copy(), key, type).orElseThrow();
  }

  @Override
  public synchronized void remove(String key) {
    remember(StateValues.removing(key));
  }

  /** Returns whether nothing was changed so far. */
  public synchronized boolean isUnchanged() {
    return changes.isEmpty();
  }

  /** Returns all changes of {@code drafts}, one after another, as one. */
  public static UnaryOperator<JsonObject> changes(List<DraftState> drafts) {
    return inTurn(drafts.stream().map(DraftState::change).toList());
  }

  /** Returns all changes so far as one. */
  public synchronized UnaryOperator<JsonObject> change() {
    return inTurn(changes);
  }

  private static UnaryOperator<JsonObject> inTurn(List<UnaryOperator<JsonObject>> changes) {
    List<UnaryOperator<JsonObject>> all = List.copyOf(changes);
    return state -> {
      JsonObject changed = state;
      for (UnaryOperator<JsonObject> change : all) {
        changed = change.apply(changed);
      }
      return changed;
    };
  }

  /** Returns a new draft that goes on where this one is. */
  public DraftState next() {
    return new DraftState(this::copy);
  }

  private synchronized JsonObject copy() {
    if (copy == null) {
      copy = start.get();
    }
    return copy;
  }

  private void remember(UnaryOperator<JsonObject> change) {
    copy = change.apply(copy());
    changes.add(change);
  }
}
