package org.metagov.gateway.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/** Where the master key comes from: a setting, or a file, which is made at the first start. */
public final class MasterKeys {
  private static final Logger LOG = Logger.getLogger(MasterKeys.class.getName());
  private static final String FILE = "master.key";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
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
    if (hasPermissions(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      LOG.warning("Others than the gateway may use the key in " + file + ": chmod 600 " + file);
    }
  }

  /** All of it, on disk, under its name, or nothing: half a key would be no key for ever. */
  private static MasterKey make(Path file) {
    String text = MasterKey.randomText();
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(draft);
      createClosed(draft);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(file.toAbsolutePath().getParent());
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

  private static void createClosed(Path file) throws IOException {
    if (hasPermissions(file.toAbsolutePath().getParent())) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } else {
      Files.createFile(file);
    }
  }

  /** So that a crash does not take the name from what is written. */
  private static void forceFolder(Path folder) throws IOException {
    if (hasPermissions(folder)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static boolean hasPermissions(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
  }
}
