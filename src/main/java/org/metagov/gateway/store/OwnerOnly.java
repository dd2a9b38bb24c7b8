package org.metagov.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
   * Closes {@code folder} and all that is in it to others: an earlier version left it open.
   *
   * @throws IOException where the folder cannot be read
   */
  static void make(Path folder) throws IOException {
    if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) == null) {
      return;
    }
    // The folder comes first: from then on nobody reaches what is in it.
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> open = all.filter(OwnerOnly::isOpen).toList();
      for (Path path : open) {
        Files.setPosixFilePermissions(path, Files.isDirectory(path) ? FOLDER : FILE);
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "metagov.data-dir: the folder ''{0}'' may be readable by others: {1}",
          new Object[] {folder, e.getMessage()});
    }
  }

  private static boolean isOpen(Path path) {
    try {
      return !Files.isSymbolicLink(path)
          && !FOLDER.containsAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      // It has just gone; or it tells below that nothing can be done.
      return Files.exists(path);
    }
  }
}
