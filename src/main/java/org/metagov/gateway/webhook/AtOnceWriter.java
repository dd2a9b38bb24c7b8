package org.metagov.gateway.webhook;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.inbox.InboxAtOnceService;
import org.metagov.gateway.inbox.InboxAtOnceService.NotWrittenException;
import org.metagov.gateway.inbox.InboxKeepService.Kept;
import org.metagov.gateway.inbox.NewWebhook;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreUnavailable;
import org.metagov.gateway.webhook.HookCounts.Address;

/**
 * Writes webhooks of which it is known already what they mean, with their events: all that came at
 * the same time in one transaction. Used by one thread.
 */
@ApplicationScoped
public class AtOnceWriter {
  private static final Logger LOG = Logger.getLogger(AtOnceWriter.class.getName());

  @EJB private InboxAtOnceService service;
  @Inject private HookCounts counts;
  @Inject private Meters meters;

  private Together inbox;
  private Consumer<NewWebhook> written;

  /** Writes webhooks as {@link InboxAtOnceService#keep} does. */
  @FunctionalInterface
  interface Together {
    List<Optional<List<NewWebhook>>> keep(List<List<NewWebhook>> submissions);
  }

  /** For the container, which injects what it writes by. */
  public AtOnceWriter() {}

  /** As the container's, written by {@code inbox}; {@code written} hears of each that is. */
  AtOnceWriter(Together inbox, Consumer<NewWebhook> written) {
    this.inbox = inbox;
    this.written = written;
  }

  @PostConstruct
  void open() {
    inbox = service::keep;
    written = this::count;
  }

  /**
   * Writes those that can be written so, and tells who waits for them.
   *
   * @param batch in the order in which they came
   * @return those that are to be kept and worked off, in their order
   */
  List<Submission> write(List<Submission> batch) {
    Set<Map.Entry<Long, String>> taken = new HashSet<>();
    List<Submission> these = new ArrayList<>();
    for (Submission one : batch) {
      if (one.isAtOnce() && one.lanes().stream().noneMatch(taken::contains)) {
        these.add(one);
      } else {
        taken.addAll(one.lanes());
      }
    }
    if (!these.isEmpty()) {
      together(these);
    }
    return batch.stream().filter(one -> !one.kept().isDone()).toList();
  }

  private void together(List<Submission> these) {
    try {
      List<Optional<List<NewWebhook>>> fresh =
          inbox.keep(these.stream().map(Submission::webhooks).toList());
      for (int i = 0; i < these.size(); i++) {
        end(these.get(i), fresh.get(i));
      }
    } catch (RuntimeException | Error e) {
      if (Conflicts.isRolledBack(e) || isOfOne(e)) {
        oneByOne(these);
      } else {
        // The store is away; or nobody knows whether they are written: tried again, they may be
        // twice.
        fail(these, e);
      }
    }
  }

  /** Returns whether what hindered the writing is one of the webhooks, and nothing was written. */
  private static boolean isOfOne(Throwable failure) {
    return failure instanceof NotWrittenException && StoreUnavailable.in(failure).isEmpty();
  }

  /** What cannot be written even alone is kept, to be tried again; and what is behind it waits. */
  private void oneByOne(List<Submission> these) {
    Set<Map.Entry<Long, String>> taken = new HashSet<>();
    for (Submission one : these) {
      // Who has given up has said so to the platform.
      if (!one.kept().isDone() && one.lanes().stream().noneMatch(taken::contains)) {
        alone(one);
      }
      if (!one.kept().isDone()) {
        taken.addAll(one.lanes());
      }
    }
  }

  private void alone(Submission one) {
    try {
      // The same delivery may come twice at the same moment: then the other one is there.
      end(one, Conflicts.retryInsert(() -> inbox.keep(List.of(one.webhooks())).get(0)));
    } catch (RuntimeException | Error e) {
      if (isOfOne(e)) {
        LOG.log(Level.INFO, "A webhook was not written at once, but kept", Causes.brief(e));
      } else {
        fail(List.of(one), e);
      }
    }
  }

  private void end(Submission one, Optional<List<NewWebhook>> fresh) {
    fresh.ifPresent(
        these -> {
          these.forEach(written);
          one.kept().complete(new Kept(these.size(), 0, false));
        });
  }

  private void count(NewWebhook webhook) {
    boolean passedOver = webhook.atOnce().orElseThrow().passedOver().isPresent();
    String plugin = webhook.instance().plugin();
    meters.of(Metric.INBOX_WORK).with(plugin).with(passedOver ? "passed_over" : "done").count();
    if (passedOver) {
      counts.passOver(new Address(webhook.instance().community(), plugin, webhook.instance().id()));
    }
  }

  private static void fail(List<Submission> these, Throwable failure) {
    these.forEach(one -> one.kept().completeExceptionally(failure));
  }
}
