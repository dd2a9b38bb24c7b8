package org.metagov.gateway.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.instance.DraftState;
import org.metagov.gateway.invocation.Emitted;

/**
 * Webhooks of one lane, worked off in their order and recorded together: a commit takes as long for
 * one as for many. What is behind one that fails, or has to wait, waits too.
 */
public abstract class InboxBatch {
  /** A plugin that asks its platform takes longer: then each is recorded by itself. */
  private static final long RECORD_AFTER_NANOS = Duration.ofMillis(50).toNanos();

  private final List<Done> done = new ArrayList<>();
  private Optional<DraftState> state = Optional.empty();
  private long begun;

  /**
   * What a webhook means.
   *
   * @param webhook the webhook
   * @param events what drivers hear of
   * @param state how the plugin's state changes
   * @param of the processes that it concerns
   * @param passedOver why it is for nobody here, if it is
   * @param disabled why the plugin is to be disabled, if it is
   */
  public record Done(
      WaitingWebhook webhook,
      List<Emitted> events,
      DraftState state,
      List<Concerned> of,
      Optional<String> passedOver,
      Optional<String> disabled) {
    /** Returns the same for these processes only. */
    Done with(List<Concerned> needed) {
      return new Done(webhook, events, state, needed, passedOver, disabled);
    }
  }

  /**
   * A process that a webhook concerns.
   *
   * @param process its id
   * @param reads whether it takes in what the webhook says; else it only looks how it stands
   * @param name what the webhook calls it, where its start is not recorded and it may be another
   */
  public record Concerned(long process, boolean reads, Optional<String> name) {}

  /** What follows in the lane. */
  private enum Next {
    /** The next webhook. */
    GO_ON,
    /** What is in the lane now: what was read of it before does not hold any more. */
    READ_ANEW,
    /** Nothing: it is empty, or has to wait for a while. */
    WAIT
  }

  /**
   * Asks what a webhook means.
   *
   * @param before the state as the webhook before it leaves it, where that is not recorded yet
   */
  public abstract Done ask(WaitingWebhook webhook, Optional<DraftState> before);

  /**
   * Records what webhooks mean: all of it, or nothing.
   *
   * @param last whether nothing was seen behind them
   * @return whether the lane is empty then
   */
  public abstract boolean record(List<Done> all, boolean last);

  /**
   * Records that a webhook could not be worked off. What it throws is not the webhook's fault, and
   * ends the batch.
   *
   * @return until when the lane waits; empty where the webhook is out of its way
   */
  public abstract Optional<Instant> fail(WaitingWebhook webhook, RuntimeException failure);

  /** Returns whether the lane has to give way to others. */
  public abstract boolean isOver();

  /**
   * Works {@code webhooks} off, the first ones of their lane.
   *
   * @param whole whether there were no others
   * @return whether there may be more that is due at once
   */
  public final boolean workOff(List<WaitingWebhook> webhooks, boolean whole) {
    Next next = Next.GO_ON;
    int seen = 0;
    while (seen < webhooks.size() && next == Next.GO_ON && (seen == 0 || !isOver())) {
      next = workOff(webhooks.get(seen));
      seen++;
    }
    // What waits behind it is recorded already; else it is all that is left to do.
    return next == Next.GO_ON ? finish(whole && seen == webhooks.size()) : next == Next.READ_ANEW;
  }

  private boolean finish(boolean whole) {
    return done.isEmpty() ? !whole || !record(List.of(), true) : record(whole) != Next.WAIT;
  }

  private Next workOff(WaitingWebhook webhook) {
    Done means;
    try {
      means = ask(webhook, state);
    } catch (RuntimeException e) {
      Next next = record(false);
      return next == Next.GO_ON ? failed(webhook, e) : next;
    }
    if (done.isEmpty()) {
      begun = System.nanoTime();
    }
    done.add(means);
    state = Optional.of(means.state());
    return System.nanoTime() - begun > RECORD_AFTER_NANOS ? record(false) : Next.GO_ON;
  }

  /** Records what has come before; each of it by itself where it cannot be recorded together. */
  private Next record(boolean last) {
    List<Done> all = List.copyOf(done);
    done.clear();
    state = Optional.empty();
    if (all.isEmpty()) {
      return Next.GO_ON;
    }
    try {
      return record(all, last) ? Next.WAIT : Next.GO_ON;
    } catch (RuntimeException e) {
      return all.size() == 1 ? failed(all.get(0).webhook(), e) : recordOneByOne(all);
    }
  }

  /** What follows one that cannot be recorded has seen a state that will not be. */
  private Next recordOneByOne(List<Done> all) {
    for (Done one : all) {
      try {
        record(List.of(one), false);
      } catch (RuntimeException e) {
        return failed(one.webhook(), e);
      }
    }
    return Next.GO_ON;
  }

  private Next failed(WaitingWebhook webhook, RuntimeException failure) {
    return fail(webhook, failure).isPresent() ? Next.WAIT : Next.READ_ANEW;
  }
}
