package org.metagov.gateway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.example.plugins.noticeboard.FakeBoard;
import org.example.plugins.noticeboard.Noticeboard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.metagov.gateway.spi.MetagovPlugin;

class AddPluginsTest {
  private static final Path GUESTS = Path.of("src", "main", "webapp", "WEB-INF", "beans.xml");

  @TempDir private Path folder;

  private Path zip(String name, Map<String, byte[]> entries) throws IOException {
    Path zip = folder.resolve(name);
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        Path path = files.getPath("/" + entry.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, entry.getValue());
      }
    }
    return zip;
  }

  private static Map<String, byte[]> file(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      return Map.of(name, in.readAllBytes());
    }
  }

  private static String read(Path zip, String entry) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(zip)) {
      return Files.readString(files.getPath(entry));
    }
  }

  @Test
  void aPluginIsPutOnTheGuestListOnceHoweverOftenItIsAdded() throws IOException {
    Path war = zip("ROOT.war", Map.of("WEB-INF/beans.xml", Files.readAllBytes(GUESTS)));
    Path jar = zip("noticeboard.jar", file(Noticeboard.class));
    String name = Noticeboard.class.getName();
    assertThat(AddPlugins.add(war, jar)).containsExactly(name);
    assertThat(AddPlugins.add(war, jar)).containsExactly(name);
    String line = "<class>" + name + "</class>";
    String list = read(war, "WEB-INF/beans.xml");
    assertThat(list).contains(line);
    assertThat(list.replace("    " + line + "\n", "")).isEqualTo(Files.readString(GUESTS));
    try (FileSystem files = FileSystems.newFileSystem(war)) {
      assertThat(Files.readAllBytes(files.getPath("WEB-INF", "lib", "noticeboard.jar")))
          .isEqualTo(Files.readAllBytes(jar));
    }
  }

  @Test
  void aJarWithoutAPluginIsRefusedAndTheWarStaysAsItWas() throws IOException {
    Path war = zip("ROOT.war", Map.of("WEB-INF/beans.xml", Files.readAllBytes(GUESTS)));
    byte[] before = Files.readAllBytes(war);
    // The fake of a platform, and the annotation itself, name a plugin or the annotation without
    // being one.
    for (Class<?> none : new Class<?>[] {FakeBoard.class, MetagovPlugin.class}) {
      Path jar = zip(none.getSimpleName() + ".jar", file(none));
      assertThatThrownBy(() -> AddPlugins.add(war, jar)).hasMessageContaining("@MetagovPlugin");
    }
    assertThat(Files.readAllBytes(war)).isEqualTo(before);
  }
}
