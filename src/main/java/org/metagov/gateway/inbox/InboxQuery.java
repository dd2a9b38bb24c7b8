package org.metagov.gateway.inbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.metagov.gateway.store.Listing;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;
import org.metagov.gateway.store.StoreClock;

/** Looks into the inbox, without a transaction of its own: nothing here needs two statements. */
@ApplicationScoped
public class InboxQuery {
  private static final int AT_ONCE = 100;

  @Inject private Sql sql;
  @Inject private StoreClock clock;

  /** Returns how many webhooks wait, as far as that can be told without waiting. */
  public long waiting() {
    return sql.selectWithoutWaiting(
            "SELECT COUNT(*) FROM inbox WHERE " + InboxRows.WAITS, row -> row.getLong(1), List.of())
        .get(0);
  }

  /** Returns the lane {@code id} with its first webhooks, {@code most} at most, if it is there. */
  public Optional<WaitingLane> lane(long id, int most) {
    return sql.with(all -> LaneRows.read(all, id, most));
  }

  /** Returns what came in as the webhook {@code id}, if there is one and that is still kept. */
  public Optional<KeptWebhook> kept(long id) {
    return sql.with(all -> InboxRows.kept(all, id));
  }

  /** Returns the task {@code id}, if there is one. */
  public Optional<TaskSnapshot> task(long id) {
    return sql.with(all -> TaskRows.find(all, id));
  }

  /** Returns the first task that waits for {@code process}, if that is due. */
  public Optional<TaskSnapshot> firstTask(long process) {
    return sql.with(all -> TaskRows.first(all, process))
        .filter(task -> task.dueAt().filter(due -> !due.isAfter(clock.now())).isPresent());
  }

  /** Returns whether a lane of {@code instance} holds anything that came before {@code time}. */
  public boolean holdsBefore(long instance, Instant time) {
    // One after the other: none waits for what whoever works a lane off has locked, and locks that.
    return lanes(instance).stream().anyMatch(lane -> laneHoldsBefore(lane, time));
  }

  /**
   * Returns whether anything of {@code instance} that came before {@code time} waits in another
   * lane than {@code own}, or for a process.
   */
  public boolean holdsBeside(long own, long instance, Instant time) {
    return lanes(instance).stream().anyMatch(id -> id != own && laneHoldsBefore(id, time))
        || anyCameBefore(sql.with(all -> TaskRows.webhooksOf(all, instance)), time);
  }

  /** Returns the lanes of {@code instance}. */
  public List<Long> lanes(long instance) {
    return sql.with(all -> LaneRows.of(all, instance));
  }

  /** Returns whether {@code lane} holds anything that came before {@code time}. */
  public boolean laneHoldsBefore(long lane, Instant time) {
    return sql.with(all -> InboxRows.holdsBefore(all, lane, time));
  }

  /** Returns whether a task waits for {@code process} whose webhook came before {@code time}. */
  public boolean holdsTaskBefore(long process, Instant time) {
    return anyCameBefore(sql.with(all -> TaskRows.webhooks(all, process)), time);
  }

  /** Not joined with their tasks, for the same reason. */
  private boolean anyCameBefore(List<Long> webhooks, Instant time) {
    return IntStream.iterate(0, from -> from < webhooks.size(), from -> from + AT_ONCE)
        .mapToObj(from -> webhooks.subList(from, Math.min(from + AT_ONCE, webhooks.size())))
        .anyMatch(some -> sql.with(all -> InboxRows.cameBefore(all, some, time)));
  }

  /** As {@link #holdsBefore}, as far as that can be told without waiting. */
  public boolean seesBefore(long instance, Instant time) {
    return sql.selectWithoutWaiting(LaneRows.OF, row -> row.getLong(1), List.of(instance)).stream()
        .anyMatch(
            lane ->
                !sql.selectWithoutWaiting(InboxRows.HOLDS_BEFORE, row -> 1, List.of(lane, time))
                    .isEmpty());
  }

  /** As {@link #holdsTaskBefore}, as far as that can be told without waiting. */
  public boolean seesTaskBefore(long process, Instant time) {
    return !sql.selectWithoutWaiting(TaskRows.WAITS_BEFORE, row -> 1, List.of(process, time))
        .isEmpty();
  }

  /** Returns the last task that waits for {@code process}. */
  public Optional<Long> lastTask(long process) {
    return sql.with(all -> TaskRows.last(all, process));
  }

  /** Returns whether a task waits for {@code process} that is not after the task {@code last}. */
  public boolean holdsTask(long process, long last) {
    return sql.with(all -> TaskRows.first(all, process))
        .filter(task -> task.id() <= last)
        .isPresent();
  }

  /**
   * Returns the next tasks of the same process that are due, {@code most} at most, up to one that
   * may be about another process.
   */
  public List<TaskSnapshot> behind(TaskSnapshot task, int most) {
    Instant now = clock.now();
    return sql.with(all -> TaskRows.behind(all, task, most)).stream()
        .takeWhile(next -> next.name().isEmpty())
        .takeWhile(next -> next.dueAt().filter(due -> !due.isAfter(now)).isPresent())
        .toList();
  }

  /** Returns whether {@code task} still waits: another node may have been quicker. */
  public boolean has(TaskSnapshot task) {
    return sql.with(all -> TaskRows.has(all, task.id()));
  }

  /** Returns whose the lane {@code id} is, and since when it is due, if it is there. */
  public Optional<OpenLane> open(long id) {
    return sql.with(all -> LaneRows.find(all, id));
  }

  /** Returns the webhook {@code id}, if there is one. */
  public Optional<InboxSnapshot> find(long id) {
    return sql.with(all -> InboxRows.find(all, id));
  }

  /** Returns the tasks of the webhook {@code id}. */
  public List<TaskSnapshot> tasks(long id) {
    return sql.with(all -> TaskRows.of(all, id));
  }

  /** Returns a page of {@code most} webhooks that {@code filter} lets through, in its order. */
  public Listing<InboxSnapshot> page(InboxFilter filter, int most) {
    if (!filter.isFromTheEnd()) {
      return Listing.of(
          sql.with(
              all ->
                  filter.isParked()
                      ? ParkedRows.oldest(all, filter, most + 1)
                      : InboxRows.page(all, filter, most + 1)),
          most,
          InboxSnapshot::id);
    }
    Listing.Ids ids = Listing.Ids.of(sql, "inbox");
    return sql.with(
        all ->
            Listing.newest(
                fromTheEnd(all, filter),
                InboxSnapshot::id,
                ids,
                filter.after(),
                most,
                filter.lookedAt()));
  }

  private static Listing.Source<InboxSnapshot> fromTheEnd(Statements sql, InboxFilter filter) {
    return new Listing.Source<>(
        (after, count) ->
            filter.isParked()
                ? ParkedRows.ids(sql, after, count)
                : InboxRows.ids(sql, filter, after, count),
        ids -> InboxRows.at(sql, filter, ids));
  }
}
