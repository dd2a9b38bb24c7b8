package org.metagov.gateway.admission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.metagov.gateway.secret.ClosedFile;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * A key for whoever has none: it opens nothing until the operator takes it. It lies in a file that
 * only the server's user reads, so that no log, and no screen, has it.
 */
final class OfferedKey {
  private static final Logger LOG = Logger.getLogger(OfferedKey.class.getName());
  private static final String FOLDER = "offered";
  private static final int BYTES = 32;

  private final Path folder;

  OfferedKey(Settings settings) {
    folder = settings.get(Setting.DATA_DIR).toAbsolutePath().normalize().resolve(FOLDER);
  }

  /** Makes a key, unless one is there from a start before this, and says how to take it. */
  String words() {
    Path file = folder.resolve(Setting.INTERNAL_KEY.key());
    try {
      // Somebody may have taken the one of a start before.
      if (!Files.exists(file)) {
        ClosedFile.make(file, randomKey());
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "No key can be offered", e);
      return "openssl rand -hex 32 makes one";
    }
    return "a new one is in the file " + file + ": take it by the option --secretsdir " + folder;
  }

  /** Of 256 bits. */
  private static String randomKey() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }
}
