package org.metagov.gateway.key;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.access.Recent;
import org.metagov.gateway.access.Recent.Seen;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * Knows driver keys again. What it has read it believes for two seconds: so long a key that was
 * revoked on another node still opens something here.
 */
@ApplicationScoped
public class KeyRing {
  private static final Logger LOG = Logger.getLogger(KeyRing.class.getName());

  /** That a key is used is told to within so much, and no request costs a write for it. */
  private static final Duration SELDOM = Duration.ofMinutes(5);

  private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MOST = 2_000;

  /** Compared with where there is no such key, so that the time this takes does not tell. */
  private static final String NO_HASH = "0".repeat(64);

  private final UnaryOperator<String> hash;
  private final BiConsumer<String, Instant> used;
  private final LongSupplier nanos;
  private final Recent<String, DriverKeySnapshot> recent;
  private final Map<String, Long> noted = new ConcurrentHashMap<>();

  /** For the container's proxy only. */
  protected KeyRing() {
    this(null, null, null, null);
  }

  /** The keys of the store. */
  @Inject
  public KeyRing(DriverKeyService service, KeyHash keyHash) {
    this(service::find, keyHash::of, service::used, System::nanoTime);
  }

  /**
   * The keys that {@code source} has.
   *
   * @param hash what is kept of a key
   * @param used is told of each use
   */
  public KeyRing(
      Function<String, Optional<DriverKeySnapshot>> source,
      UnaryOperator<String> hash,
      BiConsumer<String, Instant> used,
      LongSupplier nanos) {
    recent = new Recent<>(MOST, source, nanos);
    this.hash = hash;
    this.used = used;
    this.nanos = nanos;
  }

  /**
   * Returns the key that {@code text} is.
   *
   * @throws ProblemException 401 where it is none, or opens nothing any more
   */
  public DriverKeySnapshot open(DriverKeyText text) {
    Seen<DriverKeySnapshot> found = recent.get(text.id());
    String kept = found.value().map(DriverKeySnapshot::hash).orElse(NO_HASH);
    boolean same = MessageDigest.isEqual(bytes(hash.apply(text.text())), bytes(kept));
    if (!same || found.value().isEmpty()) {
      throw new ProblemException(ProblemType.UNAUTHORIZED, "The key is wrong");
    }
    DriverKeySnapshot key = found.value().get();
    if (key.revokedAt().isPresent()) {
      throw new ProblemException(ProblemType.UNAUTHORIZED, "The key was revoked");
    }
    Instant now = time(found, key);
    if (key.isExpired(now)) {
      throw new ProblemException(ProblemType.UNAUTHORIZED, "The key has expired");
    }
    noteUse(key, now);
    return key;
  }

  /** Returns the key {@code id}, if it still opens something. */
  public Optional<DriverKeySnapshot> alive(String id) {
    Seen<DriverKeySnapshot> found = recent.get(id);
    return found.value().filter(key -> key.isAlive(time(found, key)));
  }

  /** As {@link #alive}, by what is written now: for whoever would not ask a second time. */
  public Optional<DriverKeySnapshot> aliveNow(String id) {
    return alive(id)
        .or(
            () -> {
              // Not by what is remembered: others may have read it before it was changed, and note
              // it only now.
              Seen<DriverKeySnapshot> found = recent.read(id);
              return found.value().filter(key -> key.isAlive(time(found, key)));
            });
  }

  /** Forgets what was read of the key {@code id}, which was changed on this node. */
  void forget(String id) {
    recent.forget(id);
  }

  private Instant time(Seen<DriverKeySnapshot> found, DriverKeySnapshot key) {
    return recent.time(found, key.readAt());
  }

  private void noteUse(DriverKeySnapshot key, Instant now) {
    Instant before = now.minus(SELDOM);
    if (key.lastUsedAt().filter(last -> !last.isBefore(before)).isPresent() || isNoted(key.id())) {
      return;
    }
    try {
      used.accept(key.id(), before);
      forget(key.id());
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "That a key is used was not noted", Causes.brief(e));
    }
  }

  /** Others do it just now, or a store that takes nothing has had its try. */
  private boolean isNoted(String id) {
    long now = nanos.getAsLong();
    Long last = noted.get(id);
    if (last != null && now - last < PAUSE_NANOS) {
      return true;
    }
    if (noted.size() >= MOST) {
      noted.clear();
    }
    return !Objects.equals(noted.put(id, now), last);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
