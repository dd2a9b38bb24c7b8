package org.metagov.gateway.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.event.MessagesWritten;
import org.metagov.gateway.store.Bell;

/** Tells whoever waits for messages of a stream that there may be some, and nobody else. */
@ApplicationScoped
public class Nudges {
  private final Map<String, Shared> streams = new ConcurrentHashMap<>();

  /** The bell of a stream, and how many wait for it. */
  private record Shared(Bell bell, int ears) {}

  /** Somebody who waits for messages of one stream, until it is closed. */
  public final class Ear implements AutoCloseable {
    private final String stream;
    private final Bell bell;

    private Ear(String stream, Bell bell) {
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
              shared.ears() == 1 ? null : new Shared(shared.bell(), shared.ears() - 1));
    }
  }

  /** Messages have been committed on this node. */
  public void written(@Observes(during = TransactionPhase.AFTER_SUCCESS) MessagesWritten event) {
    nudge(event.stream());
  }

  /** Ends all waiting for {@code stream}. */
  void nudge(String stream) {
    Shared shared = streams.get(stream);
    if (shared != null) {
      shared.bell().ring();
    }
  }

  /** Returns what hears of messages of {@code stream} from here on. */
  public Ear listen(String stream) {
    Shared shared =
        streams.compute(
            stream,
            (name, known) ->
                known == null
                    ? new Shared(new Bell(), 1)
                    : new Shared(known.bell(), known.ears() + 1));
    return new Ear(stream, shared.bell());
  }

  /** Returns how many streams somebody waits for. */
  int heard() {
    return streams.size();
  }
}
