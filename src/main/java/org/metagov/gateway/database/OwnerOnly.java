package org.metagov.gateway.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Files that only the user of this process may read: the votes and the keys of communities are in
 * them. Where the file system knows no such permissions, they stay as they are.
 */
final class OwnerOnly {
  private static final Logger LOG = Logger.getLogger(OwnerOnly.class.getName());
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /**
   * Closes {@code folder} to others, and what in it is named {@code ours}, with all that is below:
   * an earlier version left it open. What else is there is none of ours.
   */
  static void make(Path folder, String... ours) {
    if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) == null) {
      return;
    }
    try {
      // First: from then on nobody reaches what is in it.
      close(folder);
      for (String name : ours) {
        if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
          closeAll(folder.resolve(name));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(
          Level.WARNING,
          "metagov.data-dir: the folder ''{0}'' may be readable by others: {1}",
          new Object[] {folder, e.getMessage()});
    }
  }

  private static void closeAll(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        close(path);
      }
    }
  }

  private static void close(Path path) throws IOException {
    if (isOpen(path)) {
      Files.setPosixFilePermissions(path, Files.isDirectory(path) ? FOLDER : FILE);
    }
  }

  private static boolean isOpen(Path path) throws IOException {
    return !Files.isSymbolicLink(path)
        && !FOLDER.containsAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }
}
