package org.metagov.gateway.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.derby.jdbc.EmbeddedDataSource;

/**
 * Makes an embedded database beside its place, and moves it there when it is whole. The engine does
 * not open one at whose making it was killed; and nobody could tell that from one that was damaged,
 * which must never be replaced.
 */
final class NewDerby {
  private static final Logger LOG = Logger.getLogger(NewDerby.class.getName());
  private static final String UNFINISHED = ".new";
  private static final String LOCK = ".new.lock";

  private final Path place;
  private final Path unfinished;
  private final Path lock;

  /** The database that is to be at {@code place}. */
  NewDerby(Path place) {
    this.place = place;
    unfinished = place.resolveSibling(place.getFileName() + UNFINISHED);
    lock = place.resolveSibling(place.getFileName() + LOCK);
  }

  /**
   * Makes it, if nothing is at its place.
   *
   * @throws IOException also where another process is making it
   */
  void make() throws IOException, SQLException {
    if (Files.exists(place)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      hold(channel);
      // Whoever was quicker has made it.
      if (!Files.exists(place)) {
        remove(unfinished);
        create();
        Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        keep(place.toAbsolutePath().getParent());
      }
      Files.deleteIfExists(lock);
    }
  }

  /** Locks {@code channel} until it is closed, or the process ends. */
  private static void hold(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      LOG.log(Level.FINE, "It is this process", e);
    }
    throw new IOException("another gateway is making its database there");
  }

  private void create() throws SQLException {
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName(unfinished.toString());
    source.setCreateDatabase("create");
    source.getConnection().close();
    DerbyHome.shutDown(unfinished);
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> all;
      try (Stream<Path> found = Files.walk(folder)) {
        all = found.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.delete(each);
      }
    }
  }

  /** Keeps the name of what is in {@code folder} through a loss of power, as its content is. */
  private static void keep(Path folder) {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      LOG.log(Level.FINE, "This system knows of no such thing", e);
    }
  }
}
