package org.metagov.gateway.plugins.sourcecred;

import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformHttp;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;

/**
 * The instances read last, so that public calls do not download a file each. A file is taken as it
 * is for a minute, then asked for again only if it has changed; one thread does so for all.
 */
final class AccountsCache {
  private static final Logger LOG = Logger.getLogger(AccountsCache.class.getName());
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MOST_INSTANCES = 32;
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final LongSupplier nanoTime;
  private final Map<String, Slot> slots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Slot> eldest) {
          return size() > MOST_INSTANCES;
        }
      };

  /** The file of one URL; whoever reads it anew holds the slot's monitor. */
  private static final class Slot {
    private Version version;
    private PlatformException failure;
    private long failedAt;
  }

  /**
   * A version of a file.
   *
   * @param validator the request header that asks for a newer one, and its value
   * @param until the time of {@link #nanoTime} up to which it needs no asking
   */
  private record Version(
      Accounts accounts, Optional<Map.Entry<String, String>> validator, long until) {}

  AccountsCache() {
    this(System::nanoTime);
  }

  AccountsCache(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Returns the accounts at {@code url}.
   *
   * @throws PlatformException where they cannot be read
   */
  Accounts get(String url, PlatformHttp http) {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(url, u -> new Slot());
    }
    long asked = nanoTime.getAsLong();
    synchronized (slot) {
      if (slot.failure != null && slot.failedAt - asked > 0) {
        // While this one waited for its turn: a second wait of the same length helps nobody.
        throw slot.failure;
      }
      if (slot.version == null || nanoTime.getAsLong() - slot.version.until() >= 0) {
        try {
          slot.version = fetch(url, http, Optional.ofNullable(slot.version));
          slot.failure = null;
        } catch (PlatformException e) {
          slot.failure = e;
          slot.failedAt = nanoTime.getAsLong();
          throw e;
        }
      }
      return slot.version.accounts();
    }
  }

  private Version fetch(String url, PlatformHttp http, Optional<Version> known) {
    PlatformRequest request = http.get(url).accept(FORBIDDEN, NOT_FOUND, GONE);
    known
        .flatMap(Version::validator)
        .ifPresent(v -> request.header(v.getKey(), v.getValue()).accept(NOT_MODIFIED));
    return request.stream(
        (head, body) ->
            switch (head.status()) {
              case OK -> new Version(read(url, body), validator(head), soon());
              case NOT_MODIFIED -> again(known.orElseThrow());
              default -> throw missing(head.status());
            });
  }

  private static Accounts read(String url, InputStream body) {
    Accounts accounts = AccountsReader.read(body);
    if (accounts.skipped() > 0) {
      LOG.log(
          Level.WARNING,
          "{0}: {1} accounts or aliases are not as SourceCred writes them, and were skipped",
          new Object[] {url, accounts.skipped()});
    }
    return accounts;
  }

  /**
   * Returns the failure that there is no such file. S3 and what is built on it answer 403 (code
   * {@code AccessDenied}) where whoever asks may not list the folder.
   */
  private static PlatformException missing(int status) {
    String also = status == FORBIDDEN ? " (Or nobody may read it: the server answered 403.)" : "";
    return PlatformException.answered(
        "'output/accounts.json' file not present. Run 'yarn sourcecred analysis' when generating"
            + " sourcecred instance."
            + also,
        status,
        Optional.empty());
  }

  private static Optional<Map.Entry<String, String>> validator(PlatformResponse head) {
    return head.header("ETag")
        .map(tag -> Map.entry("If-None-Match", tag))
        .or(() -> head.header("Last-Modified").map(d -> Map.entry("If-Modified-Since", d)));
  }

  private Version again(Version known) {
    return new Version(known.accounts(), known.validator(), soon());
  }

  private long soon() {
    return nanoTime.getAsLong() + FRESH.toNanos();
  }
}
