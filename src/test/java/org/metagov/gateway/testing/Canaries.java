package org.metagov.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Texts that must be found nowhere: each is put into one place of an API, as a secret is. They are
 * such that nothing else has them in it.
 */
public final class Canaries {
  private final List<String> all = new ArrayList<>();

  /** Returns a new one, for {@code place}. */
  public String fresh(String place) {
    return keep("canary-" + place + "-" + UUID.randomUUID().toString().substring(0, 13));
  }

  /** Takes {@code secret}, which the gateway has made itself, for one. */
  public String keep(String secret) {
    all.add(secret);
    return secret;
  }

  /** Returns those that are in {@code text}. */
  public List<String> in(String text) {
    return all.stream().filter(text::contains).toList();
  }

  /** Returns those that are in a file below one of {@code roots}, in either width, and where. */
  public Set<String> below(List<Path> roots) {
    Set<String> found = new TreeSet<>();
    for (Path root : roots) {
      try {
        Files.walkFileTree(
            root,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                in(text(file)).forEach(one -> found.add(one + " in " + file));
                return FileVisitResult.CONTINUE;
              }

              // A database removes files while it runs.
              @Override
              public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  private static String text(Path file) {
    try {
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      return bytes + bytes.replace("\0", "");
    } catch (NoSuchFileException e) {
      // A database removes files while it runs.
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
