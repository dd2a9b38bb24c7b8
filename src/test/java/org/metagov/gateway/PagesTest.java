package org.metagov.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the documentation lead where they say, and each can be found. */
class PagesTest {
  private static final Path SITE = Path.of("src", "site");
  private static final Path PAGES = SITE.resolve("markdown");

  /** What stands beside the pages where they are read as a site. */
  private static final Path RESOURCES = SITE.resolve("resources");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$");

  private static List<Path> files(Path folder, String end) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String prose(Path page) {
    return CODE.matcher(text(page)).replaceAll("");
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names under which the headings of {@code page} are found. */
  private static Set<String> anchors(Path page) {
    return HEADING
        .matcher(prose(page))
        .results()
        .map(found -> anchor(found.group(1)))
        .collect(Collectors.toSet());
  }

  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .strip()
        .replace(' ', '-');
  }

  private static List<String> brokenLinks(Path page) {
    List<String> broken = new ArrayList<>();
    LINK.matcher(prose(page))
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .forEach(
            link -> {
              String[] parts = link.split("#", 2);
              Path to =
                  parts[0].isEmpty() ? page : page.resolveSibling(Path.of(parts[0])).normalize();
              boolean there =
                  Files.exists(to)
                      || (!parts[0].startsWith(".") && Files.exists(RESOURCES.resolve(parts[0])));
              if (!there || (parts.length > 1 && !anchors(to).contains(parts[1]))) {
                broken.add(page + ": " + link);
              }
            });
    return broken;
  }

  @Test
  void noLinkLeadsNowhere() {
    Stream<Path> pages =
        Stream.concat(
            files(SITE, ".md").stream(), Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")));
    assertThat(pages.flatMap(page -> brokenLinks(page).stream())).isEmpty();
  }

  @Test
  void everyPageIsInTheOverviewAndInTheMenu() {
    String overview = text(PAGES.resolve("index.md"));
    String menu = text(SITE.resolve("site.xml"));
    assertThat(files(PAGES, ".md"))
        .filteredOn(page -> !page.endsWith("index.md"))
        .hasSizeGreaterThan(20)
        .map(page -> PAGES.relativize(page).toString().replace('\\', '/'))
        .allSatisfy(
            page -> {
              assertThat(overview).contains("](" + page + ")");
              assertThat(menu).contains("href=\"" + page.replaceAll("md$", "html") + "\"");
            });
  }

  /** Who does not see a picture reads what it shows. */
  @Test
  void everyPictureSaysWhatItShows() {
    assertThat(files(PAGES, ".svg"))
        .isNotEmpty()
        .allSatisfy(
            picture ->
                assertThat(text(picture))
                    .contains("role=\"img\"", "<title id=\"t\">", "<desc id=\"d\">")
                    .contains("aria-labelledby=\"t d\""));
    assertThat(files(PAGES, ".md"))
        .allSatisfy(page -> assertThat(text(page)).doesNotContain("![]"));
  }
}
