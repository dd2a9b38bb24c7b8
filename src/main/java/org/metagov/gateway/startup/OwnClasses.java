package org.metagov.gateway.startup;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Loads all classes of the gateway and of its plugins. A server that is asked to end deletes its
 * temporary folder at once, in which they lie, while requests that have begun go on: what one of
 * them would need for the first time would be nowhere.
 */
final class OwnClasses implements Runnable {
  private static final Logger LOG = Logger.getLogger(OwnClasses.class.getName());
  private static final String ENDING = ".class";
  private static final String LATER = "Classes are loaded when they are needed";

  private final List<Class<?>> some;

  /** Those that lie where one of {@code some} does. */
  OwnClasses(List<Class<?>> some) {
    this.some = List.copyOf(some);
  }

  @Override
  public void run() {
    some.stream().flatMap(OwnClasses::place).distinct().forEach(OwnClasses::loadAll);
  }

  /** Returns the folder or the jar that {@code one} lies in. */
  private static Stream<Path> place(Class<?> one) {
    CodeSource source = one.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Stream.of();
    }
    try {
      Path place = Path.of(source.getLocation().toURI());
      // Of what lies in a folder, the server names the file of the class itself.
      long up = place.toString().endsWith(ENDING) ? one.getName().split("\\.", -1).length : 0;
      return Stream.iterate(place, Path::getParent).skip(up).limit(1);
    } catch (URISyntaxException | RuntimeException e) {
      LOG.log(Level.FINE, LATER, e);
      return Stream.of();
    }
  }

  private static void loadAll(Path place) {
    try {
      if (Files.isDirectory(place)) {
        load(place);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          load(jar.getPath("/"));
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.FINE, LATER, e);
    }
  }

  private static void load(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      all.map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()).replace('/', '.'))
          .forEach(OwnClasses::load);
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, OwnClasses.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // One that nobody can use, such as what a plugin makes of a library that is not there.
      LOG.log(Level.FINE, "Not loaded", e);
    }
  }
}
