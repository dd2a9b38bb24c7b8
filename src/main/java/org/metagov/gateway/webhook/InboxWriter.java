package org.metagov.gateway.webhook;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.inbox.InboxKeepService;
import org.metagov.gateway.inbox.InboxKeepService.Kept;
import org.metagov.gateway.inbox.NewWebhook;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.work.Vitals;

/**
 * Writes what comes in at the same time in one transaction: a commit waits for the disk, whether it
 * is of one webhook or of fifty.
 */
@ApplicationScoped
public class InboxWriter {
  private static final Logger LOG = Logger.getLogger(InboxWriter.class.getName());
  private static final int MOST_AT_ONCE = 64;
  private static final Duration PATIENCE = Duration.ofMillis(1_800);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Who waits for it is bounded already, by {@link WebhookTimeLimiter}. */
  private final BlockingQueue<Submission> waiting = new LinkedBlockingQueue<>();

  @EJB private InboxKeepService inbox;
  @Inject private AtOnceWriter atOnce;
  @Inject private Vitals vitals;

  @Resource(lookup = WebhookTimeLimiter.THREADS)
  private ManagedThreadFactory factory;

  private Thread writer;
  private final Crowd crowd = new Crowd(System::nanoTime);
  private volatile boolean closing;

  @PostConstruct
  void open() {
    writer = factory.newThread(this::run);
    writer.start();
    vitals.mind("writer of the inbox", writer);
  }

  @PreDestroy
  void close() {
    closing = true;
    vitals.letGo();
    writer.interrupt();
  }

  /**
   * Keeps webhooks, as {@link InboxKeepService#keep} does, and returns when they are on disk.
   *
   * @throws ProblemException 503 where it takes too long; they may still be kept
   */
  public Kept keep(List<NewWebhook> webhooks) {
    Submission submission = new Submission(webhooks);
    waiting.add(submission);
    try {
      return submission.kept().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw late(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late(e);
    } finally {
      // Who has given up is not written for any more, if that has not begun.
      submission.kept().cancel(false);
    }
  }

  /** Returns whether webhooks have just come faster than one by one. */
  public boolean isCrowded() {
    return crowd.isThere();
  }

  /** As {@link #isCrowded}, and {@code instance} is one of those whose they are. */
  public boolean isCrowdedBy(long instance) {
    return crowd.isOf(instance);
  }

  private static ProblemException late(Exception cause) {
    return ProblemException.passing(
        ProblemType.UNAVAILABLE, "The webhook could not be kept in time", RETRY_AFTER, cause);
  }

  private void run() {
    List<Submission> batch = new ArrayList<>();
    while (!closing) {
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        batch.removeIf(submission -> submission.kept().isDone());
        keepAll(atOnce.write(batch));
        // What was refused, or is known or done already, makes nobody wait.
        crowd.came(
            batch.stream().filter(Submission::isWaiting).map(Submission::instances).toList());
      } catch (InterruptedException e) {
        // By us at the end; or by the embedded database, which interrupts whoever is at work with
        // it when it has to close itself.
      } catch (RuntimeException | Error e) {
        // All others wait for this thread: it goes on, whatever this was.
        LOG.log(Level.SEVERE, "Webhooks were not kept", Causes.brief(e));
        batch.forEach(submission -> submission.kept().completeExceptionally(e));
      }
      batch.clear();
    }
  }

  private void keepAll(List<Submission> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<Kept> kept = inbox.keep(batch.stream().map(Submission::webhooks).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).kept().complete(kept.get(i));
      }
    } catch (RuntimeException | Error e) {
      if (e instanceof RuntimeException failure && Conflicts.isRolledBack(failure)) {
        batch.forEach(this::keepAlone);
      } else {
        // Nobody knows whether they are kept. If they are tried again now, they may be kept twice.
        batch.forEach(submission -> submission.kept().completeExceptionally(e));
      }
    }
  }

  private void keepAlone(Submission submission) {
    if (submission.kept().isDone()) {
      // Who has given up has said so to the platform.
      return;
    }
    try {
      // The same delivery may come twice at the same moment: then the other one is there.
      submission
          .kept()
          .complete(Conflicts.retryInsert(() -> inbox.keep(List.of(submission.webhooks())).get(0)));
    } catch (RuntimeException | Error e) {
      submission.kept().completeExceptionally(e);
    }
  }
}
