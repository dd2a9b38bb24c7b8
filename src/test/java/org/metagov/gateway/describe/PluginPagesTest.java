package org.metagov.gateway.describe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.PluginDescriptor.EventDescriptor;

/** The page of each plugin tells of all that it declares, and of nothing else. */
class PluginPagesTest {
  private static final Pattern ROW = Pattern.compile("(?m)^ *\\| `(metagov\\.plugin\\.[^`]+)` \\|");

  /** What every plugin has, whatever it declares. */
  private static final Set<String> SHARED =
      Set.of("calls-per-minute", "check-interval", "server-url", "webhook-max-body");

  static List<PluginDescriptor> plugins() {
    return ProjectPlugins.all();
  }

  private static String page(PluginDescriptor plugin) {
    try {
      return Files.readString(Path.of("src", "site", "markdown", "plugins", plugin.name() + ".md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void whatAPluginDeclaresIsOnItsPage(PluginDescriptor plugin) {
    List<String> declared =
        Stream.of(
                plugin.configSchema().source().getJsonObject("properties").keySet().stream(),
                plugin.actions().keySet().stream(),
                plugin.processes().keySet().stream(),
                plugin.events().stream().map(EventDescriptor::eventType))
            .flatMap(names -> names)
            .toList();
    String page = page(plugin);
    assertThat(declared)
        .allMatch(name -> page.contains("`" + name + "`") || page.contains("## " + name + "\n"));
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void theSettingsOnItsPageAreThoseThatItHas(PluginDescriptor plugin) {
    String prefix = "metagov.plugin." + plugin.name() + ".";
    Set<String> declared =
        plugin.settings().stream()
            .flatMap(type -> Stream.of(type.getRecordComponents()))
            .map(component -> component.getName().replaceAll("([A-Z])", "-$1"))
            .map(name -> prefix + name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ROW.matcher(page(plugin)).results().map(row -> row.group(1)))
        .filteredOn(key -> !SHARED.contains(key.substring(prefix.length())))
        .containsExactlyInAnyOrderElementsOf(declared);
  }
}
