package org.metagov.gateway.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Logger;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/** Where the master key comes from: a setting, or a file, which is made at the first start. */
public final class MasterKeys {
  private static final Logger LOG = Logger.getLogger(MasterKeys.class.getName());
  private static final String FILE = "master.key";
  private static final long LONGEST_FILE = 1_000;

  private final Settings settings;

  public MasterKeys(Settings settings) {
    this.settings = settings;
  }

  /** Returns the key that was given, if one was. */
  public Optional<MasterKey> find() {
    return settings
        .find(Setting.SECRETS_KEY)
        .map(text -> MasterKey.of(text, Setting.SECRETS_KEY.key()))
        .or(() -> Files.exists(file()) ? Optional.of(read(file())) : Optional.empty());
  }

  /** Returns the key that was the master key before, where the settings name one. */
  public Optional<MasterKey> previous() {
    return settings
        .find(Setting.SECRETS_PREVIOUS_KEY)
        .map(text -> MasterKey.of(text, Setting.SECRETS_PREVIOUS_KEY.key()));
  }

  /** Returns the key that was given, or makes one: only for a store that has nothing sealed yet. */
  public MasterKey findOrMake() {
    return find().orElseGet(() -> make(file()));
  }

  /** Returns where the key lies, unless a setting holds it. */
  public Path file() {
    return settings
        .find(Setting.SECRETS_KEY_FILE)
        .orElseGet(() -> settings.get(Setting.DATA_DIR).resolve(FILE));
  }

  private static MasterKey read(Path file) {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new IllegalArgumentException("too long");
      }
      warnIfOpen(file);
      return MasterKey.of(Files.readString(file, StandardCharsets.UTF_8).strip(), "file " + file);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          Setting.SECRETS_KEY_FILE.key() + ": there is no key in the file " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          Setting.SECRETS_KEY_FILE.key() + ": cannot read the file " + file, e);
    }
  }

  private static void warnIfOpen(Path file) throws IOException {
    if (ClosedFile.isOpen(file)) {
      LOG.warning("Others than the gateway may use the key in " + file + ": chmod 600 " + file);
    }
  }

  private static MasterKey make(Path file) {
    String text = MasterKey.randomText();
    try {
      ClosedFile.make(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(
          Setting.SECRETS_KEY_FILE.key() + ": cannot make a key in the file " + file, e);
    }
    LOG.info(
        "Made a master key, which opens all secrets in the database: "
            + file
            + ". Keep a copy of it, and not beside the copies of the database");
    return MasterKey.of(text, "file " + file);
  }
}
