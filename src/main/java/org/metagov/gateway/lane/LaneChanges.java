package org.metagov.gateway.lane;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.metagov.gateway.lane.LaneChangeRows.Change;
import org.metagov.gateway.receiver.ReachChanged;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.Sql;

/**
 * Lets the lanes of receivers follow changes of what those may hear of. That they are to is written
 * with the change, and stays written until it is done, whoever does it.
 */
@ApplicationScoped
public class LaneChanges {
  private static final int AT_ONCE = 200;

  @EJB private LaneChangeService steps;
  @Inject private Sql sql;

  /** A receiver may hear of other communities than before, as of the transaction that says so. */
  void changed(@Observes ReachChanged event) {
    String destination = ReceiverSnapshot.destination(event.name());
    sql.run(all -> LaneChangeRows.note(all, destination, event.community(), event.since()));
  }

  /** Returns whose lanes have still to follow. */
  public List<String> asked(int most) {
    return asked(sql, "lane_change", most);
  }

  /** Returns whose lanes {@code table} is about, as far as that can be told without waiting. */
  static List<String> asked(Sql sql, String table, int most) {
    return sql.selectWithoutWaiting(
        "SELECT DISTINCT destination FROM "
            + table
            + " ORDER BY destination FETCH FIRST ? ROWS ONLY",
        row -> row.getString(1),
        List.of((long) most));
  }

  /**
   * Lets the lanes of {@code destination} follow.
   *
   * @param goesOn whether to: what is left then is left for the next time
   * @param opened is told when there may be work
   */
  public void follow(String destination, BooleanSupplier goesOn, Runnable opened) {
    String receiver = ReceiverSnapshot.ofDestination(destination).orElseThrow();
    // Not those that are not committed yet.
    List<Change> changes = sql.with(all -> LaneChangeRows.of(all, destination));
    if (changes.isEmpty()) {
      return;
    }
    boolean done =
        changes.stream().allMatch(change -> change.community().isPresent())
            ? changes.stream().allMatch(change -> one(receiver, change, goesOn))
            : all(receiver, earliest(changes), goesOn, opened);
    if (done) {
      Conflicts.run(() -> sql.run(all -> LaneChangeRows.forget(all, changes)));
    }
    opened.run();
  }

  /** What was written since the first of them is sent once too often rather than never. */
  private static Instant earliest(List<Change> changes) {
    return changes.stream().map(Change::since).min(Instant::compareTo).orElseThrow();
  }

  private boolean one(String receiver, Change change, BooleanSupplier goesOn) {
    if (goesOn.getAsBoolean()) {
      List<String> community = change.community().stream().toList();
      Conflicts.run(() -> steps.open(receiver, community, change.since()));
    }
    return goesOn.getAsBoolean();
  }

  private boolean all(String receiver, Instant since, BooleanSupplier goesOn, Runnable opened) {
    return open(receiver, since, goesOn, opened) && close(receiver, goesOn);
  }

  private boolean open(String receiver, Instant since, BooleanSupplier goesOn, Runnable opened) {
    Optional<List<String>> named = Conflicts.retry(() -> steps.named(receiver));
    if (named.isPresent()) {
      for (List<String> some : parts(named.get())) {
        if (!goesOn.getAsBoolean()) {
          return false;
        }
        Conflicts.run(() -> steps.open(receiver, some, since));
      }
      return true;
    }
    Optional<String> next = Optional.of("");
    while (next.isPresent() && goesOn.getAsBoolean()) {
      String after = next.get();
      next = Conflicts.retry(() -> steps.openNext(receiver, after, since));
      opened.run();
    }
    return next.isEmpty();
  }

  private static List<List<String>> parts(List<String> names) {
    List<List<String>> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i += AT_ONCE) {
      parts.add(names.subList(i, Math.min(names.size(), i + AT_ONCE)));
    }
    return parts;
  }

  private boolean close(String receiver, BooleanSupplier goesOn) {
    Optional<Long> next = Optional.of(0L);
    while (next.isPresent() && goesOn.getAsBoolean()) {
      long after = next.get();
      next = Conflicts.retry(() -> steps.closeNext(receiver, after));
    }
    return next.isEmpty();
  }
}
