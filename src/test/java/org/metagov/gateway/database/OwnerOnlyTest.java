package org.metagov.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
  @TempDir private Path data;

  @Test
  void whatWasOpenIsClosedToOthers() throws IOException {
    Path folder = Files.createDirectories(data.resolve("gateway/seg0"));
    Path file = Files.writeString(folder.resolve("c10.dat"), "key");
    permit(data, "rwxr-xr-x");
    permit(folder, "rwxr-xr-x");
    permit(file, "rw-r--r--");

    OwnerOnly.make(data, "gateway", "link", "missing");

    assertThat(permissions(data)).isEqualTo("rwx------");
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void whatElseIsInTheFolderIsLeftAlone() throws IOException {
    Path script = Files.writeString(data.resolve("backup.sh"), "");
    permit(script, "rwxr-xr-x");
    OwnerOnly.make(data, "gateway");
    assertThat(permissions(script)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void whatALinkPointsToIsLeftAlone(@TempDir Path elsewhere) throws IOException {
    Path file = Files.writeString(elsewhere.resolve("open"), "");
    permit(file, "rw-r--r--");
    Files.createSymbolicLink(data.resolve("link"), file);
    OwnerOnly.make(data, "gateway", "link", "missing");
    assertThat(permissions(file)).isEqualTo("rw-r--r--");
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
