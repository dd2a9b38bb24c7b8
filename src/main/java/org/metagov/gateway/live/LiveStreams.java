package org.metagov.gateway.live;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.background.WorkInHand;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.event.MessageService;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.quota.QuotaMetrics;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Writes an event log to drivers as Server-Sent Events (the WHATWG's HTML standard), each in a
 * thread of its own: one that reads too slowly is cut by the server's time limit for writing, and
 * holds up only itself.
 */
@ApplicationScoped
public class LiveStreams {
  private static final Logger LOG = Logger.getLogger(LiveStreams.class.getName());
  private static final int BATCH = 100;

  /** Jersey holds an answer back, head and all, until there is so much of it. */
  private static final int HELD_BACK = 8_192;

  /** What another node writes is seen this late. */
  private static final int PAUSE_MILLIS = 1_000;

  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  @EJB private MessageService messages;
  @Inject private StreamSignals signals;
  @Inject private Settings settings;
  @Inject private QuotaMetrics metrics;
  @Inject private WorkInHand hand;
  @Inject private Meters meters;

  private StreamPlaces places;

  @PostConstruct
  void open() {
    places =
        new StreamPlaces(
            settings.get(Setting.MAX_STREAMS), settings.get(Setting.COMMUNITY_STREAMS));
  }

  /** Returns how many readers there are. */
  public int count() {
    return places.count();
  }

  /**
   * Refuses a reader of {@code stream} for whom there is no place.
   *
   * @throws ProblemException 429 where that has as many as it may have, 503 where all have
   */
  public void requirePlace(String stream) {
    if (places.isFull(stream)) {
      throw metrics.refused(
          QuotaMetrics.STREAMS,
          ProblemException.passing(
              ProblemType.RATE_LIMITED,
              "As many drivers as may read this log as a stream already",
              RETRY_AFTER));
    }
    if (places.isFull()) {
      meters.of(Metric.LIMITS_REFUSED).with("streams").count();
      throw ProblemException.passing(
          ProblemType.BUSY, "Too many drivers read the log as a stream already", RETRY_AFTER);
    }
  }

  /**
   * Writes the messages of {@code stream} after the number {@code after} to {@code out}, and all
   * that come, until the reader or the server goes.
   *
   * @param open whether the reader may still read
   */
  public void write(String stream, long after, BooleanSupplier open, OutputStream out) {
    if (!places.enter(stream)) {
      return;
    }
    try (StreamSignals.Subscription subscription = signals.subscribe(stream)) {
      send(out, ": the log goes on after " + after + " ".repeat(HELD_BACK));
      follow(stream, after, open, subscription, out);
    } catch (IOException e) {
      LOG.log(Level.FINE, "A reader of the log went away, or was too slow", e);
    } finally {
      places.leave(stream);
    }
  }

  private void follow(
      String stream,
      long after,
      BooleanSupplier open,
      StreamSignals.Subscription subscription,
      OutputStream out)
      throws IOException {
    long position = after;
    long beat = System.nanoTime();
    long seen = 0;
    while (!hand.isEnding() && !Thread.currentThread().isInterrupted() && open.getAsBoolean()) {
      List<Message> batch = messages.after(stream, position, BATCH);
      for (Message message : batch) {
        send(out, "id: " + message.sequence() + "\ndata: " + message.body());
        position = message.sequence();
      }
      if (!batch.isEmpty()) {
        beat = System.nanoTime();
      } else if (System.nanoTime() - beat >= HEARTBEAT_NANOS) {
        send(out, ": still here");
        beat = System.nanoTime();
      } else {
        seen = subscription.await(seen, PAUSE_MILLIS);
      }
    }
  }

  private static void send(OutputStream out, String lines) throws IOException {
    out.write((lines + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
