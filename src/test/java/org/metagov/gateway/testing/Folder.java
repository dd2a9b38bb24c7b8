package org.metagov.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that tests leave behind. */
public final class Folder {
  private Folder() {}

  /** Deletes {@code folder} with all that is in it, if there is one. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> left = Files.walk(folder)) {
      List<Path> deepestFirst = left.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the data of the server that runs deployments of this class's process: the next one, or
   * one that tries a failed test again, begins with none, as its clock does.
   */
  public static void deleteServerData() {
    delete(serverData());
  }

  /** Returns where that server keeps its data. */
  public static Path serverData() {
    return Path.of(System.getProperty("gateway.work"), "arquillian-data");
  }
}
