package org.metagov.gateway.webhook;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Node;

/** Whether there is room for more webhooks: in the inbox, and on the disk. */
@ApplicationScoped
public class Room {
  private static final Logger LOG = Logger.getLogger(Room.class.getName());
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  @Inject private Settings settings;
  @Inject private Node node;
  @Inject private InboxQueryService inbox;

  /** What waited when it was last counted, and what came in since. */
  private final AtomicLong waiting = new AtomicLong();

  private volatile boolean diskIsFull;
  private Optional<FileStore> disk = Optional.empty();

  @PostConstruct
  void open() {
    if (node.isAlone()) {
      try {
        disk = Optional.of(Files.getFileStore(settings.get(Setting.DATA_DIR)));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "The free space of the disk cannot be watched", e);
      }
    }
  }

  /** Returns whether there is room for one more. */
  public boolean isLeft() {
    return !diskIsFull && waiting.get() < settings.get(Setting.WEBHOOK_MAX_WAITING);
  }

  /** Returns what a platform is told for whose webhook there is no room: 503. */
  public ProblemException isMissing() {
    return ProblemException.passing(
        ProblemType.BUSY,
        diskIsFull ? "The disk is nearly full" : "The inbox is full",
        RETRY_AFTER);
  }

  /** Notes that {@code count} more webhooks wait. */
  public void taken(int count) {
    waiting.addAndGet(count);
  }

  /** Looks how much room there is; called every now and then. */
  public void look() {
    waiting.set(inbox.waiting());
    diskIsFull = disk.map(this::isFull).orElse(false);
  }

  private boolean isFull(FileStore store) {
    try {
      return store.getUsableSpace() < settings.get(Setting.DISK_RESERVE);
    } catch (IOException e) {
      LOG.log(Level.FINE, "The free space of the disk is not known", e);
      return false;
    }
  }
}
