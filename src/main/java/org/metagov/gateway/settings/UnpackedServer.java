package org.metagov.gateway.settings;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The folder that Payara Micro unpacks itself to, or, started from its unpacked jars, only what it
 * changes and the application: 20 to 120 MB. It deletes that when it stops, but a start that fails
 * ends without: tried again and again, it would fill the disk.
 */
final class UnpackedServer {
  private static final Logger LOG = Logger.getLogger(UnpackedServer.class.getName());

  private UnpackedServer() {}

  /** Deletes what can be deleted of it. Nothing works in this process afterwards. */
  static void delete() {
    Optional.ofNullable(System.getProperty("com.sun.aas.instanceRoot"))
        .map(Path::of)
        .filter(UnpackedServer::isTemporary)
        .ifPresent(UnpackedServer::delete);
  }

  /** Not one that an operator has chosen: that is kept from start to start. */
  static boolean isTemporary(Path root) {
    return root.getFileName() != null
        && root.getFileName().toString().startsWith("payaramicro-")
        && root.toAbsolutePath()
            .startsWith(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
  }

  static void delete(Path root) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      LOG.log(Level.FINE, "The unpacked server was not deleted whole", e);
    }
  }
}
