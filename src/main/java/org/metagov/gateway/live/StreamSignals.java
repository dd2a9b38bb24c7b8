package org.metagov.gateway.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.background.Bell;
import org.metagov.gateway.event.MessagesWritten;

/**
 * Signals to whoever has subscribed to a stream, and to nobody else, that there may be messages.
 */
@ApplicationScoped
public class StreamSignals {
  private final Map<String, Shared> streams = new ConcurrentHashMap<>();

  /** The bell of a stream, and how many have subscribed to it. */
  private record Shared(Bell bell, int subscriptions) {}

  /** Waits for messages of one stream, until it is closed. */
  public final class Subscription implements AutoCloseable {
    private final String stream;
    private final Bell bell;

    private Subscription(String stream, Bell bell) {
      this.stream = stream;
      this.bell = bell;
    }

    /** Waits as {@link Bell#await} does. */
    public long await(long seen, long millis) {
      return bell.await(seen, millis);
    }

    @Override
    public void close() {
      streams.computeIfPresent(
          stream,
          (name, shared) ->
              shared.subscriptions() == 1
                  ? null
                  : new Shared(shared.bell(), shared.subscriptions() - 1));
    }
  }

  /** Messages have been committed on this node. */
  public void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) MessagesWritten event) {
    signal(event.stream());
  }

  /** Ends all waiting for {@code stream}. */
  void signal(String stream) {
    Shared shared = streams.get(stream);
    if (shared != null) {
      shared.bell().ring();
    }
  }

  /** Returns what hears of messages of {@code stream} from here on. */
  public Subscription subscribe(String stream) {
    Shared shared =
        streams.compute(
            stream,
            (name, known) ->
                known == null
                    ? new Shared(new Bell(), 1)
                    : new Shared(known.bell(), known.subscriptions() + 1));
    return new Subscription(stream, shared.bell());
  }

  /** Returns how many streams somebody has subscribed to. */
  int subscribed() {
    return streams.size();
  }
}
