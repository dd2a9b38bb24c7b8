package org.metagov.gateway.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Puts plugins into a WAR of the gateway: their jars beside the other libraries, and their classes
 * on the guest list. Said again, it changes nothing but the jars.
 */
public final class AddPlugins {
  private static final String GUESTS = "WEB-INF/beans.xml";
  private static final String END = "</alternatives>";

  /** What stands in the file of a class that carries the annotation, and in no other. */
  private static final String MARK = "Lorg/metagov/gateway/spi/MetagovPlugin;";

  private AddPlugins() {}

  /** Adds to the WAR, the first argument, the jars that follow. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.err.println("expected: <ROOT.war> <plugin.jar>...");
      System.exit(2);
    }
    for (String jar : List.of(arguments).subList(1, arguments.length)) {
      System.out.println(jar + ": " + String.join(", ", add(Path.of(arguments[0]), Path.of(jar))));
    }
  }

  /**
   * Adds {@code jar} to {@code war}; returns the names of its plugins' classes.
   *
   * @throws IOException also where the jar has no plugin
   */
  static List<String> add(Path war, Path jar) throws IOException {
    List<String> plugins = plugins(jar);
    if (plugins.isEmpty()) {
      throw new IOException("no class in " + jar + " has the annotation @MetagovPlugin");
    }
    try (FileSystem files = FileSystems.newFileSystem(war)) {
      Path lib = Files.createDirectories(files.getPath("WEB-INF", "lib"));
      Files.copy(
          jar, lib.resolve(jar.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
      Path guests = files.getPath(GUESTS);
      Files.writeString(guests, invited(Files.readString(guests), plugins));
    }
    return plugins;
  }

  private static String invited(String list, List<String> plugins) throws IOException {
    int end = list.indexOf(END);
    if (end < 0) {
      throw new IOException("there is no " + END + " in " + GUESTS);
    }
    StringBuilder more = new StringBuilder(list);
    for (String plugin : plugins) {
      String line = "<class>" + plugin + "</class>";
      if (more.indexOf(line) < 0) {
        more.insert(more.indexOf(END), "  " + line + "\n  ");
      }
    }
    return more.toString();
  }

  private static List<String> plugins(Path jar) throws IOException {
    List<String> plugins = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.startsWith("META-INF/")) {
          byte[] bytes = file.getInputStream(entry).readAllBytes();
          if (new String(bytes, StandardCharsets.ISO_8859_1).contains(MARK)) {
            plugins.add(name.replace('/', '.').replaceAll("\\.class$", ""));
          }
        }
      }
    }
    return plugins;
  }
}
