package org.metagov.gateway.describe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.TestCatalog;
import org.metagov.gateway.spi.Plugin;

/** The plugins on the guest list of the project. */
final class ProjectPlugins {
  private static final Path GUESTS = Path.of("src/main/webapp/WEB-INF/beans.xml");
  private static final Pattern GUEST = Pattern.compile("<class>([^<]+)</class>");

  private ProjectPlugins() {}

  static List<PluginDescriptor> all() {
    try {
      return GUEST
          .matcher(Files.readString(GUESTS))
          .results()
          .map(found -> found.group(1))
          .map(ProjectPlugins::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PluginDescriptor read(String name) {
    try {
      return TestCatalog.read(
          Class.forName(name).asSubclass(Plugin.class).getConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
