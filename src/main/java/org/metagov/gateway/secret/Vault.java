package org.metagov.gateway.secret;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.problem.UnreadableException;

/**
 * Seals what must not stand in the database in clear, and opens it. A sealed value is text that
 * names its key, {@code sealed:<key id>:<Base64>}; it is sealed by a key of its cell alone, so that
 * no number of values makes a random nonce meet itself.
 */
public final class Vault {
  private static final Logger LOG = Logger.getLogger(Vault.class.getName());
  private static final String PREFIX = "sealed:";
  private static final Pattern SEALED = Pattern.compile(PREFIX + "([0-9a-f]+):(.+)");
  private static final int BYTES = 32;

  /** Another node may have made a key: one that is older than this is looked for again. */
  private static final long FRESH_MILLIS = Duration.ofSeconds(5).toMillis();

  private static volatile Vault application;

  private final Supplier<Keyring> reader;
  private final boolean alone;
  private volatile Known known;
  private volatile Consumer<String> hearer = table -> {};

  private record Known(Keyring ring, long at) {}

  /**
   * A vault with the keys {@code ring}, which {@code reader} reads.
   *
   * @param alone whether nobody else changes them
   */
  public Vault(Keyring ring, Supplier<Keyring> reader, boolean alone) {
    this.reader = reader;
    this.alone = alone;
    known = new Known(ring, System.currentTimeMillis());
  }

  /** Makes {@code vault} that of the application, before anything is read from its database. */
  public static void use(Vault vault) {
    application = vault;
  }

  /** Returns the vault of the application. */
  public static Vault get() {
    Vault vault = application;
    if (vault == null) {
      throw new IllegalStateException("no database is open");
    }
    return vault;
  }

  /** Returns whether {@code text} is that of a sealed value. */
  public static boolean isSealed(String text) {
    return text.startsWith(PREFIX) && SEALED.matcher(text).matches();
  }

  /** Returns what all values start with that the key {@code id} has sealed. */
  public static String prefix(String id) {
    return PREFIX + id + ":";
  }

  /** Returns the keys as they are known. */
  public Keyring ring() {
    return known.ring;
  }

  /** Returns {@code clear} as it may stand in {@code cell}. */
  public String seal(Cell cell, String clear) {
    Keyring.SealingKey key = fresh().current();
    byte[] where = cell.under(key.id());
    return prefix(key.id())
        + Aead.seal(own(key, where), where, clear.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns what was sealed for {@code cell}.
   *
   * @throws UnreadableException where it was not, or by no key that is known
   */
  public String open(Cell cell, String sealed) {
    try {
      return opened(cell, sealed);
    } catch (UnreadableException e) {
      hearer.accept(cell.table());
      throw e;
    }
  }

  /**
   * Returns what was sealed for {@code cell}, of a text that anybody may have brought along; empty
   * where it was not, or by no key that is known just now. Whoever makes one up brings about
   * neither a look at the database nor an alarm.
   */
  Optional<String> openBrought(Cell cell, String sealed) {
    Matcher parts = SEALED.matcher(sealed);
    if (!parts.matches() || ring().find(parts.group(1)).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(opened(cell, sealed));
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns {@code clear} as it may go with a browser, in an address or a cookie, and comes back
   * for {@code cell}.
   */
  public String sealToSend(Cell cell, String clear) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(seal(cell, clear).getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns what {@link #sealToSend} has sealed, of a text as {@link #openBrought} has it. */
  public Optional<String> openSent(Cell cell, String text) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return openBrought(cell, new String(sealed, StandardCharsets.US_ASCII));
  }

  /** Tells {@code table} of each value that cannot be opened, and stands in it. */
  public void tellUnreadable(Consumer<String> table) {
    hearer = table;
  }

  private String opened(Cell cell, String sealed) {
    Matcher parts = SEALED.matcher(sealed);
    if (!parts.matches()) {
      throw new UnreadableException(
          "in the database, %s.%s of one row is not sealed".formatted(cell.table(), cell.column()),
          null);
    }
    Keyring.SealingKey key = key(parts.group(1));
    byte[] where = cell.under(key.id());
    try {
      return new String(Aead.open(own(key, where), where, parts.group(2)), StandardCharsets.UTF_8);
    } catch (Aead.NotSealedHere e) {
      throw new UnreadableException(
          "in the database, %s.%s of one row was sealed for another place, or changed"
              .formatted(cell.table(), cell.column()),
          e);
    }
  }

  /**
   * Returns a key of 32 bytes for one purpose, such as {@code driver-keys}; it is the same for
   * ever, and tells nothing of any other key.
   */
  public byte[] subkey(String purpose) {
    return Hkdf.expand(ring().root(), ("for " + purpose).getBytes(StandardCharsets.UTF_8), BYTES);
  }

  private static byte[] own(Keyring.SealingKey key, byte[] where) {
    return Hkdf.expand(key.bytes(), where, BYTES);
  }

  /** A process that was suspended must not seal with a key that was given up meanwhile. */
  private Keyring fresh() {
    return isFresh() ? ring() : readUnless(this::isFresh);
  }

  private boolean isFresh() {
    // By the wall clock: the other one stands still while the machine is suspended.
    return alone || Math.abs(System.currentTimeMillis() - known.at) <= FRESH_MILLIS;
  }

  private Keyring.SealingKey key(String id) {
    return ring()
        .find(id)
        .or(() -> readUnless(() -> ring().find(id).isPresent()).find(id))
        .orElseThrow(
            () ->
                new UnreadableException(
                    "in the database, a value is sealed by a key that is not there: " + id, null));
  }

  /** Of many who miss the same, one reads, and the others have waited for what it has found. */
  private synchronized Keyring readUnless(BooleanSupplier isThere) {
    if (isThere.getAsBoolean()) {
      return ring();
    }
    LOG.fine("The keys are read again");
    return look(reader);
  }

  /** Reads the keys by {@code reading}; one at a time, so that an older look ends no newer one. */
  public synchronized Keyring look(Supplier<Keyring> reading) {
    Keyring ring = reading.get();
    known = new Known(ring, System.currentTimeMillis());
    return ring;
  }
}
