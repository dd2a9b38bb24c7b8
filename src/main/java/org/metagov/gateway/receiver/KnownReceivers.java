package org.metagov.gateway.receiver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.metagov.gateway.event.MessagesWritten.Kind;
import org.metagov.gateway.receiver.ReceiverService.Marked;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/**
 * Receivers, read, opened and parsed once. Whoever asks has read the mark of the one that is meant,
 * which is another one after each change: so nobody gets what was before a change that was
 * committed, whichever node has made it.
 */
@ApplicationScoped
public class KnownReceivers {
  private static final int MOST = 1_000;

  /** Of more it is not asked whether they still want nothing: their lanes find out. */
  private static final int MOST_DEAF = 32;

  private static final String MARKS =
      "SELECT name, version, revision FROM receiver WHERE state <> 'REMOVED' AND name IN ";

  private final Function<String, Optional<Marked>> source;
  private final Function<List<String>, Map<String, ReceiverMark>> marks;
  private final Supplier<Instant> clock;
  private final Map<String, Marked> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Marked> eldest) {
          return size() > MOST;
        }
      };

  /** For the container's proxy only. */
  protected KnownReceivers() {
    source = null;
    marks = null;
    clock = null;
  }

  /** The receivers of the store. */
  @Inject
  public KnownReceivers(ReceiverService receivers, Sql sql, StoreClock clock) {
    this(receivers::findMarked, names -> marks(sql, names), clock::now);
  }

  /**
   * The receivers of {@code source}.
   *
   * @param marks returns those of some names, as they are now
   */
  KnownReceivers(
      Function<String, Optional<Marked>> source,
      Function<List<String>, Map<String, ReceiverMark>> marks,
      Supplier<Instant> clock) {
    this.source = source;
    this.marks = marks;
    this.clock = clock;
  }

  /**
   * Returns the receiver {@code name} as it was when its mark was {@code mark}, or as it is now.
   */
  public Optional<ReceiverSnapshot> find(String name, ReceiverMark mark) {
    Marked remembered;
    synchronized (known) {
      remembered = known.get(name);
    }
    if (remembered != null && remembered.mark().equals(mark) && isCurrent(remembered)) {
      return Optional.of(remembered.receiver());
    }
    Optional<Marked> read = source.apply(name);
    synchronized (known) {
      read.ifPresentOrElse(found -> known.put(name, found), () -> known.remove(name));
    }
    return read.map(Marked::receiver);
  }

  /** A day after it was given another secret, the old one is no more. */
  private boolean isCurrent(Marked receiver) {
    return receiver.until().filter(until -> !clock.get().isBefore(until)).isEmpty();
  }

  /**
   * Returns the names of receivers that hear of {@code community}, and want no message of these
   * kinds from there. It is not all of them; but of those it is certain, also where another node
   * has just changed one.
   */
  public List<String> deafTo(String community, Set<Kind> kinds) {
    Map<String, ReceiverMark> deaf = new LinkedHashMap<>();
    synchronized (known) {
      known.values().stream()
          // Any other has no lane there, which could be done with it.
          .filter(one -> one.receiver().filter().hears(community))
          .filter(one -> kinds.stream().noneMatch(kind -> wants(one, community, kind)))
          .limit(MOST_DEAF)
          .forEach(one -> deaf.put(one.receiver().name(), one.mark()));
    }
    if (!deaf.isEmpty()) {
      Map<String, ReceiverMark> now = marks.apply(List.copyOf(deaf.keySet()));
      deaf.entrySet().removeIf(one -> !one.getValue().equals(now.get(one.getKey())));
    }
    return List.copyOf(deaf.keySet());
  }

  private static boolean wants(Marked one, String community, Kind kind) {
    return one.receiver().filter().lets(community, kind.source(), kind.eventType());
  }

  /** What somebody is changing just now is another mark: nobody is waited for. */
  private static Map<String, ReceiverMark> marks(Sql sql, List<String> names) {
    Among among = Among.of(names);
    return sql
        .selectWithoutWaiting(
            MARKS + among.list(),
            row -> Map.entry(row.getString(1), new ReceiverMark(row.getLong(2), row.getLong(3))),
            among.values())
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
