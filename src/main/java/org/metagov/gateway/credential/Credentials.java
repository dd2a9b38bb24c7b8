package org.metagov.gateway.credential;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import org.metagov.gateway.credential.CredentialRows.Kept;
import org.metagov.gateway.credential.Unwritten.Given;
import org.metagov.gateway.lease.Leases;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Renewal;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.StoreUnavailable;

/**
 * The credentials of all instances. One that ends is renewed by one caller at a time: of this node
 * by whoever came first, of all nodes by whoever has the lease. What a platform has given is
 * written before anybody uses it; what cannot be written just now, as the database is away, is
 * remembered here until it is, for the platform may take the one before it no more.
 */
@ApplicationScoped
public class Credentials {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(Credentials.class.getName());

  @EJB private CredentialService service;
  @Inject private Leases leases;
  @Inject private StoreClock clock;

  private final Map<Unwritten.Key, CompletableFuture<Credential>> renewals =
      new ConcurrentHashMap<>();
  private final Unwritten unwritten = new Unwritten(this::write);

  /** For the container. */
  public Credentials() {}

  /** Returns the credentials of {@code instance}. */
  public OwnCredentials of(long instance) {
    return new Live(instance);
  }

  /** Returns credentials that nobody else knows; they begin as {@code first}. */
  public DraftCredentials draft(Map<String, Credential> first) {
    return new DraftCredentials(first, clock::now);
  }

  /**
   * Returns those of {@code instance}, which is about to go: what they become is not kept. None
   * where they cannot be opened.
   */
  public DraftCredentials leaving(long instance) {
    return draft(
        UnreadableException.orNothing(() -> Optional.of(service.all(instance))).orElse(Map.of()));
  }

  private final class Live implements OwnCredentials {
    private final long instance;

    Live(long instance) {
      this.instance = instance;
    }

    @Override
    public Credential get(String name, Renewal renewal) {
      return Credentials.this.get(new Unwritten.Key(instance, CredentialName.of(name)), renewal);
    }

    @Override
    public void keep(String name, Credential credential) {
      Unwritten.Key key = new Unwritten.Key(instance, CredentialName.of(name));
      unwritten.write(key, kept(key, credential));
    }

    @Override
    public void forget(String name) {
      Unwritten.Key key = new Unwritten.Key(instance, CredentialName.of(name));
      unwritten.settle(key);
      Conflicts.run(() -> service.forget(instance, name));
    }

    @Override
    public void refused(String name, Credential credential) {
      Conflicts.run(() -> service.ended(instance, name, credential, clock.now()));
    }
  }

  /**
   * Writes what could not be written before, as the database was away: nobody else on any node
   * knows it, and nobody may ask for it here for long.
   */
  public void flush() {
    unwritten.flush();
  }

  private Credential get(Unwritten.Key key, Renewal renewal) {
    Optional<Credential> fresh = fresh(key);
    if (fresh.isPresent()) {
      return fresh.get();
    }
    CompletableFuture<Credential> mine = new CompletableFuture<>();
    CompletableFuture<Credential> running = renewals.putIfAbsent(key, mine);
    if (running != null) {
      return awaited(running);
    }
    try {
      Credential renewed = leases.holding(key.lease(), lease -> renewed(key, renewal));
      mine.complete(renewed);
      return renewed;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      renewals.remove(key, mine);
    }
  }

  private Optional<Credential> fresh(Unwritten.Key key) {
    return find(key).map(Kept::credential).filter(kept -> kept.isFresh(clock.now()));
  }

  private Optional<Kept> find(Unwritten.Key key) {
    unwritten.settle(key);
    return service.find(key.instance(), key.name());
  }

  /** Alone with it. Another node, or another thread, may have been quicker. */
  private Credential renewed(Unwritten.Key key, Renewal renewal) {
    Optional<Kept> kept = find(key);
    Optional<Credential> before = kept.map(Kept::credential);
    if (before.filter(credential -> credential.isFresh(clock.now())).isPresent()) {
      return before.get();
    }
    Credential renewed = renewal.renew(before);
    return unwritten.write(key, Given.renewed(version(kept), renewed));
  }

  /** Looks what is there, where the database is not away. */
  private Given kept(Unwritten.Key key, Credential credential) {
    try {
      return Given.kept(version(service.find(key.instance(), key.name())), credential);
    } catch (RuntimeException e) {
      StoreUnavailable.log(LOG, "A credential is kept, whatever was there", e);
      return Given.blind(credential);
    }
  }

  private static OptionalLong version(Optional<Kept> kept) {
    return kept.map(k -> OptionalLong.of(k.version())).orElse(OptionalLong.empty());
  }

  private Kept write(Unwritten.Key key, Given given) {
    Optional<Kept> now =
        Conflicts.retry(
            () ->
                given.whatever()
                    ? service.keep(key.instance(), key.name(), given.credential())
                    : service.renewed(
                        key.instance(), key.name(), given.before(), given.credential()));
    return now.orElseThrow();
  }

  private static Credential awaited(CompletableFuture<Credential> running) {
    try {
      return running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a renewal failed", e.getCause());
    } catch (TimeoutException e) {
      throw late(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late(e);
    }
  }

  private static ProblemException late(Exception cause) {
    return ProblemException.passing(
        ProblemType.BUSY, "A credential is being renewed just now", RETRY_AFTER, cause);
  }
}
