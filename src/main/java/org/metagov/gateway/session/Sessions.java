package org.metagov.gateway.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.access.Approach;
import org.metagov.gateway.access.Caller;
import org.metagov.gateway.access.CurrentCaller;
import org.metagov.gateway.access.KeyedHash;
import org.metagov.gateway.access.Recent;
import org.metagov.gateway.access.Recent.Seen;
import org.metagov.gateway.key.DriverKeySnapshot;
import org.metagov.gateway.key.KeyRing;
import org.metagov.gateway.problem.Causes;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Knows sessions again. What it has read it believes for two seconds, as it does of keys: so long
 * one that was ended on another node still opens something here. What a session may do is what its
 * key may do at that moment.
 */
@ApplicationScoped
public class Sessions {
  /** The header that the token of a session comes in. */
  public static final String HEADER = "X-Metagov-Session";

  private static final Logger LOG = Logger.getLogger(Sessions.class.getName());

  /** That one is in use is written so seldom that no request waits for it. */
  private static final Duration SELDOM = Duration.ofMinutes(1);

  private static final int MOST = 2_000;

  private static final String OF_A_DRIVER_KEY = "KEY/";

  private final Function<String, Optional<DriverKeySnapshot>> keys;
  private final UnaryOperator<String> hash;
  private final UnaryOperator<String> token;
  private final Optional<String> mark;
  private final Duration idle;
  private final Use used;
  private final CurrentCaller current;
  private final Recent<String, SessionSnapshot> recent;

  /** Is told that a session is in use. */
  @FunctionalInterface
  interface Use {
    /** {@code id} is used at {@code now}; not if it was not seen since {@code notBefore}. */
    void note(String id, Instant now, Instant notBefore);
  }

  /** For the container's proxy only. */
  protected Sessions() {
    this(null, null, null, null, Optional.empty(), Duration.ZERO, null, null, null);
  }

  /** The sessions of the store. */
  @Inject
  public Sessions(
      SessionService service,
      KeyRing ring,
      KeyedHash keyed,
      Settings settings,
      CurrentCaller current) {
    this(
        service::find,
        ring::alive,
        text -> keyed.hex("sessions", text),
        text -> keyed.hex("session-tokens", text),
        settings.find(Setting.INTERNAL_KEY).map(key -> keyed.hex("session-keys", key)),
        settings.get(Setting.SESSION_IDLE),
        service::seen,
        System::nanoTime,
        current);
  }

  Sessions(
      Function<String, Optional<SessionSnapshot>> source,
      Function<String, Optional<DriverKeySnapshot>> keys,
      UnaryOperator<String> hash,
      UnaryOperator<String> token,
      Optional<String> mark,
      Duration idle,
      Use used,
      LongSupplier nanos,
      CurrentCaller current) {
    recent = new Recent<>(MOST, source, nanos);
    this.keys = keys;
    this.hash = hash;
    this.token = token;
    this.mark = mark;
    this.idle = idle;
    this.used = used;
    this.current = current;
  }

  /**
   * Returns who calls with a session.
   *
   * @param sent what its header says
   * @param cookies the value of the cookie of a name; null where there is none
   * @throws ProblemException 401 where header and cookie are not of one session, or that is over
   */
  public Caller open(String sent, UnaryOperator<String> cookies, Approach approach) {
    SessionText text = SessionText.of(sent, cookies, token).orElseThrow(Sessions::over);
    Seen<SessionSnapshot> found = recent.get(text.id());
    SessionSnapshot session =
        found
            .value()
            .filter(known -> SessionText.isSame(known.hash(), hash.apply(text.secret())))
            .orElseThrow(Sessions::over);
    Instant now = time(found);
    Caller caller =
        caller(session, now, approach).orElseThrow(Sessions::over).inSession(session.id());
    noteUse(session, now);
    return caller;
  }

  /** Returns whether the session of the current request still goes on; true where it has none. */
  public BooleanSupplier lasting() {
    Caller caller = current.get();
    return () -> caller.session().map(this::isAlive).orElse(true);
  }

  /** Returns what a new session is kept as. */
  String hash(SessionText text) {
    return hash.apply(text.secret());
  }

  /** Returns what its page sends. */
  String token(SessionText text) {
    return text.token(token);
  }

  /** Returns what the key of {@code caller} is known by again. */
  String mark(Caller caller) {
    return caller.keyId().isPresent() ? "" : mark.orElse("");
  }

  /** Returns the session {@code id}, which was opened just now. */
  Optional<SessionSnapshot> find(String id) {
    return recent.get(id).value();
  }

  /** Forgets what was read of the session {@code id}, which was ended on this node. */
  void forget(String id) {
    recent.forget(id);
  }

  private boolean isAlive(String id) {
    Seen<SessionSnapshot> found = recent.get(id);
    return found
        .value()
        .filter(session -> session.isAlive(time(found), idle) && isKeyAlive(session))
        .isPresent();
  }

  private boolean isKeyAlive(SessionSnapshot session) {
    return keyId(session).map(id -> keys.apply(id).isPresent()).orElseGet(() -> isMarked(session));
  }

  private boolean isMarked(SessionSnapshot session) {
    return mark.filter(known -> SessionText.isSame(known, session.keyMark())).isPresent();
  }

  private Optional<Caller> caller(SessionSnapshot session, Instant now, Approach approach) {
    if (!session.isAlive(now, idle)) {
      return Optional.empty();
    }
    Optional<String> id = keyId(session);
    if (id.isEmpty()) {
      return isMarked(session) ? Optional.of(Caller.withServerKey(approach)) : Optional.empty();
    }
    return keys.apply(id.get()).map(key -> key.caller(approach));
  }

  private static Optional<String> keyId(SessionSnapshot session) {
    return session.owner().startsWith(OF_A_DRIVER_KEY)
        ? Optional.of(session.owner().substring(OF_A_DRIVER_KEY.length()))
        : Optional.empty();
  }

  private Instant time(Seen<SessionSnapshot> found) {
    return recent.time(found, found.value().orElseThrow().readAt());
  }

  private void noteUse(SessionSnapshot session, Instant now) {
    if (!session.seenAt().isBefore(now.minus(SELDOM))) {
      return;
    }
    try {
      used.note(session.id(), now, now.minus(idle));
      forget(session.id());
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "That a session is used was not noted", Causes.brief(e));
    }
  }

  private static ProblemException over() {
    return new ProblemException(ProblemType.UNAUTHORIZED, "The session is over: sign in again");
  }
}
