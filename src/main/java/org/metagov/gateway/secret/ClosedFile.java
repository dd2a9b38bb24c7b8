package org.metagov.gateway.secret;

import java.io.IOException;
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
import java.util.Set;

/** A file with a key in it, which only the user of this process may read. */
public final class ClosedFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private ClosedFile() {}

  /**
   * Makes {@code file}, with {@code text} as its one line: all of it, on disk, under its name, or
   * nothing. Half a key would be no key for ever.
   *
   * @throws FileAlreadyExistsException where it is there
   */
  public static void make(Path file, String text) throws IOException {
    requireNone(file);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Files.deleteIfExists(draft);
    createClosed(draft);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    requireNone(file);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folder);
  }

  private static void requireNone(Path file) throws FileAlreadyExistsException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }

  /** Returns whether others than its owner may use {@code file}. */
  static boolean isOpen(Path file) throws IOException {
    return hasPermissions(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
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
