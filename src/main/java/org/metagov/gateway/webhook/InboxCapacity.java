package org.metagov.gateway.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.inbox.InboxQuery;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Node;

/** How many more webhooks can be kept: what the inbox may hold, and what the disk has left. */
@ApplicationScoped
public class InboxCapacity {
  private static final Logger LOG = Logger.getLogger(InboxCapacity.class.getName());
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  /** A count that is older than this does not tell that the inbox is full. */
  private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

  private final int mostWaiting;
  private final long reserve;
  private final LongSupplier waitingNow;
  private final Supplier<OptionalLong> freeNow;
  private final LongSupplier nanoTime;

  /** Held by who looks because the inbox seems to be full: one is enough. */
  private final Lock looking = new ReentrantLock();

  /** What waited when it was last counted, and what came in since. */
  private final AtomicLong waiting = new AtomicLong();

  private volatile long lookedAt;
  private volatile boolean diskIsFull;

  /** For the container's proxy only. */
  protected InboxCapacity() {
    mostWaiting = 0;
    reserve = 0;
    waitingNow = null;
    freeNow = null;
    nanoTime = null;
  }

  @Inject
  public InboxCapacity(Settings settings, Node node, InboxQuery inbox) {
    this(settings, inbox::waiting, freeSpace(settings, node), System::nanoTime);
  }

  /** As the other one; {@code free} tells the bytes that are left, or nothing if nobody knows. */
  InboxCapacity(
      Settings settings, LongSupplier waiting, Supplier<OptionalLong> free, LongSupplier nanoTime) {
    mostWaiting = settings.get(Setting.WEBHOOK_MAX_WAITING);
    reserve = settings.get(Setting.DISK_RESERVE);
    waitingNow = waiting;
    freeNow = free;
    this.nanoTime = nanoTime;
    lookedAt = nanoTime.getAsLong();
  }

  /**
   * Returns whether there is capacity for one more. What was worked off since the last look is not
   * known; so the inbox is looked at again before it is said to be full.
   */
  public boolean isLeft() {
    boolean seemsFull = !diskIsFull && waiting.get() >= mostWaiting;
    if (seemsFull && nanoTime.getAsLong() - lookedAt > FRESH_NANOS && looking.tryLock()) {
      try {
        look();
      } finally {
        looking.unlock();
      }
    }
    return !diskIsFull && waiting.get() < mostWaiting;
  }

  /** Returns what a platform is told for whose webhook there is no capacity: 503. */
  public ProblemException exhausted() {
    return ProblemException.passing(
        ProblemType.BUSY,
        diskIsFull ? "The disk is nearly full" : "The inbox is full",
        RETRY_AFTER);
  }

  /** Returns whether it is the disk that is full. */
  boolean isDiskFull() {
    return diskIsFull;
  }

  /** Notes that {@code count} more webhooks wait. */
  public void taken(int count) {
    waiting.addAndGet(count);
  }

  /** Looks how much there is left; called every now and then. */
  public void look() {
    long began = nanoTime.getAsLong();
    // First: while the disk is full, the database may not answer.
    OptionalLong free = freeNow.get();
    diskIsFull = free.isPresent() && free.getAsLong() < reserve;
    waiting.set(waitingNow.getAsLong());
    // Last: whoever looks meanwhile does not take an old number for a new one.
    lookedAt = began;
  }

  private static Supplier<OptionalLong> freeSpace(Settings settings, Node node) {
    if (!node.isAlone()) {
      return OptionalLong::empty;
    }
    Path folder = settings.get(Setting.DATA_DIR);
    return () -> {
      try {
        return OptionalLong.of(Files.getFileStore(folder).getUsableSpace());
      } catch (IOException e) {
        LOG.log(Level.FINE, "The free space of the disk is not known", e);
        return OptionalLong.empty();
      }
    };
  }
}
