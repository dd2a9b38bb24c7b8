package org.metagov.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedServerTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  @Test
  void allOfItGoes(@TempDir Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("payaramicro-rt1tmp/lib/deep"));
    Files.writeString(root.resolve("server.jar"), "x");
    UnpackedServer.delete(folder.resolve("payaramicro-rt1tmp"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatAnOperatorHasChosenIsNoTemporaryOne() {
    assertThat(UnpackedServer.isTemporary(TEMPORARY.resolve("payaramicro-rt1tmp"))).isTrue();
    assertThat(UnpackedServer.isTemporary(TEMPORARY.resolve("payaramicro-1tmp"))).isTrue();
    assertThat(UnpackedServer.isTemporary(TEMPORARY.resolve("server"))).isFalse();
    assertThat(UnpackedServer.isTemporary(Path.of("/opt/payaramicro-rt"))).isFalse();
    assertThat(UnpackedServer.isTemporary(Path.of("/"))).isFalse();
  }
}
