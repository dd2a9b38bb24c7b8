package org.metagov.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.example.plugins.noticeboard.Noticeboard;
import org.junit.jupiter.api.Test;

/** What plugin authors copy from the pages is what the build compiles and tests. */
class TutorialTest {
  private static final Path PAGES = Path.of("src", "site", "markdown");
  private static final Path EXAMPLES = Path.of("src", "test", "java", "org", "example", "plugins");
  private static final Pattern VERSION = Pattern.compile("<version>([0-9][^<]*)</version>");

  /** Returns the blocks of a page in {@code language}, each as its lines without indentation. */
  private static List<List<String>> blocks(String page, String language) throws IOException {
    List<List<String>> blocks = new ArrayList<>();
    List<String> block = null;
    for (String line : Files.readAllLines(PAGES.resolve(page))) {
      if (block == null && line.equals("```" + language)) {
        block = new ArrayList<>();
      } else if (block != null && line.equals("```")) {
        blocks.add(block);
        block = null;
      } else if (block != null && !line.isBlank()) {
        block.add(line.strip());
      }
    }
    return blocks;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank())
        .map(String::strip)
        .toList();
  }

  @Test
  void theBlocksOfTheTutorialAreTheFile() throws IOException {
    Path file =
        EXAMPLES.resolve("noticeboard").resolve(Noticeboard.class.getSimpleName() + ".java");
    List<List<String>> blocks = blocks("writing-a-plugin.md", "java");
    // The last one is of the plugin that people install.
    List<String> last = blocks.remove(blocks.size() - 1);
    assertThat(blocks.stream().flatMap(List::stream)).containsExactlyElementsOf(lines(file));
    assertThat(lines(EXAMPLES.resolve("guild").resolve("GuildTest.java"))).containsSequence(last);
  }

  @Test
  void theReferenceQuotesPluginsOfTheTests() throws IOException {
    List<String> plugins = new ArrayList<>();
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        plugins.add(String.join("\n", lines(file)));
      }
    }
    assertThat(blocks("plugin-interface.md", "java"))
        .isNotEmpty()
        .allSatisfy(
            block ->
                assertThat(plugins).anyMatch(plugin -> plugin.contains(String.join("\n", block))));
  }

  @Test
  void aPluginsProjectIsTheFileOfThePageAndOfThisVersion() throws IOException {
    List<String> project = lines(Path.of("src", "test", "starter", "pom.xml"));
    assertThat(blocks("writing-a-plugin.md", "xml").get(0)).isEqualTo(project);
    String ours = Files.readString(Path.of("pom.xml"));
    String own = "<artifactId>gateway</artifactId>\n  <version>";
    String version = ours.substring(ours.indexOf(own) + own.length()).split("<", 2)[0];
    String theirs = String.join("\n", project);
    assertThat(theirs).contains("<gateway.version>" + version + "</gateway.version>");
    assertThat(VERSION.matcher(theirs).results().map(found -> found.group(1)))
        .allMatch(each -> each.equals("1.0") || ours.contains(">" + each + "<"));
  }

  @Test
  void theBlocksOfADriverAreTheFilesThatAreTried() throws IOException {
    Path drivers = Path.of("src", "test", "drivers");
    for (String name : List.of("driver.py python", "driver.mjs javascript", "Driver.java java")) {
      String[] file = name.split(" ", 2);
      assertThat(blocks("writing-a-driver.md", file[1]).stream().flatMap(List::stream))
          .as(name)
          .containsExactlyElementsOf(lines(drivers.resolve(file[0])));
    }
  }
}
