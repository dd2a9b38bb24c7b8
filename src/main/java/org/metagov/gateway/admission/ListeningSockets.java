package org.metagov.gateway.admission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets on which this process listens, as Linux tells in {@code /proc}. */
final class ListeningSockets {
  private static final Path SELF = Path.of("/proc/self");

  /** In a line of {@code /proc/net/tcp}: the local address, the state, the inode (proc(5)). */
  private static final int LOCAL = 1;

  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTEN = "0A";

  private ListeningSockets() {}

  /** Returns their ports; none where the system does not tell. */
  static Set<Integer> ports() {
    Set<Integer> ports = new HashSet<>();
    try {
      Set<String> own = inodes();
      for (String table : new String[] {"net/tcp", "net/tcp6"}) {
        Path file = SELF.resolve(table);
        if (Files.isReadable(file)) {
          for (String line : Files.readAllLines(file)) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > INODE
                && fields[STATE].equals(LISTEN)
                && own.contains(fields[INODE])) {
              ports.add(
                  Integer.parseInt(fields[LOCAL].substring(fields[LOCAL].indexOf(':') + 1), 16));
            }
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // Another system, or one that hides it.
      return ports;
    }
    return ports;
  }

  private static Set<String> inodes() throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(SELF.resolve("fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // Closed meanwhile.
      return "";
    }
  }
}
