package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the files of the console must never do, whoever changes them. */
class ConsoleFilesTest {
  private static final Path CONSOLE = Path.of("src", "main", "webapp", "WEB-INF", "console");
  private static final int LONGEST = 300;

  /** What would read a text as HTML or as a script. */
  private static final Pattern DANGEROUS =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\\.write"
              + "|createContextualFragment|DOMParser|\\beval\\(|new Function|srcdoc|javascript:");

  private static final Pattern OTHER_HOST = Pattern.compile("[\"'(]https?://");
  private static final Pattern INLINE =
      Pattern.compile("<script(?! type=\"module\" src=)|<style| on\\w+=| style=");
  private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|}) .*?from \"([^\"]+)\";$");

  static Stream<Path> files() {
    try (Stream<Path> all = Files.walk(CONSOLE)) {
      return all.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void noTextIsReadAsHtmlAndNobodyElseIsAsked(Path file) {
    assertThat(text(file)).doesNotContainPattern(DANGEROUS);
    if (!file.toString().endsWith(".svg")) {
      assertThat(text(file)).doesNotContainPattern(OTHER_HOST);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void noFileIsLong(Path file) {
    if (file.toString().endsWith(".js")) {
      assertThat(text(file).lines()).hasSizeLessThanOrEqualTo(LONGEST);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsImportedIsThere(Path file) {
    List<Path> missing =
        IMPORT
            .matcher(text(file))
            .results()
            .map(found -> file.resolveSibling(found.group(1)).normalize())
            // The libraries come from their jars.
            .filter(to -> !to.startsWith(CONSOLE.resolve("lib")))
            .filter(to -> !Files.isRegularFile(to))
            .toList();
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsNeededIsAskedForAtOnce(Path file) {
    if (file.toString().endsWith(".js") && !file.endsWith("main.js")) {
      assertThat(text(CONSOLE.resolve("index.html")))
          .contains("modulepreload\" href=\"/console/" + CONSOLE.relativize(file) + "\"");
    }
  }

  @Test
  void thePageHasNeitherScriptNorStyleInIt() {
    assertThat(text(CONSOLE.resolve("index.html"))).doesNotContainPattern(INLINE);
  }
}
