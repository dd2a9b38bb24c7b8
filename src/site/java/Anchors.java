import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gives the headings of the rendered site the names that links in the pages have for them, as
 * repositories show them; then fails if a link leads nowhere. Run by {@code mvn site}:
 * {@code java Anchors.java <folder of the site>}.
 */
public final class Anchors {
  private static final Pattern HEADING =
      Pattern.compile("<a id=\"[^\"]*\"></a>(\\s*)<(h[1-6])>(.*?)</\\2>", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile(" (?:id|name)=\"([^\"]+)\"");
  private static final Pattern LINK = Pattern.compile(" (?:href|src)=\"([^\"]+)\"");

  private Anchors() {}

  public static void main(String[] arguments) throws IOException {
    Path site = Path.of(arguments[0]);
    Map<Path, String> pages = new HashMap<>();
    try (Stream<Path> files = Files.walk(site)) {
      for (Path page : files.filter(file -> file.toString().endsWith(".html")).toList()) {
        if (!page.startsWith(site.resolve("jacoco"))) {
          pages.put(page.normalize(), named(page));
        }
      }
    }
    List<String> broken = broken(pages);
    broken.forEach(System.err::println);
    System.out.println(pages.size() + " pages, " + broken.size() + " broken links");
    System.exit(broken.isEmpty() && pages.size() > 20 ? 0 : 1);
  }

  private static String named(Path page) throws IOException {
    String text =
        HEADING
            .matcher(Files.readString(page))
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        found.group(1)
                            + "<" + found.group(2) + " id=\"" + name(found.group(3)) + "\">"
                            + found.group(3)
                            + "</" + found.group(2) + ">"));
    // A file of Markdown that is no page stays what it is.
    String linked =
        LINK.matcher(text)
            .replaceAll(
                found -> {
                  String markdown = found.group(1).replaceAll("\\.html$", ".md");
                  boolean there =
                      !Files.exists(page.resolveSibling(found.group(1).split("#", 2)[0]))
                          && Files.exists(page.resolveSibling(markdown));
                  return Matcher.quoteReplacement(
                      there ? found.group().replace(found.group(1), markdown) : found.group());
                });
    Files.writeString(page, linked);
    return linked;
  }

  private static String name(String heading) {
    String name = plain(heading);
    // So the renderer has it in links.
    return Character.isDigit(name.charAt(0)) ? "a" + name : name;
  }

  private static String plain(String heading) {
    return heading
        .replaceAll("<[^>]*>", "")
        .replaceAll("&#?\\w+;", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .strip()
        .replace(' ', '-');
  }

  private static List<String> broken(Map<Path, String> pages) {
    Map<Path, Set<String>> names = new HashMap<>();
    pages.forEach(
        (page, text) -> {
          Set<String> found = new HashSet<>();
          NAME.matcher(text).results().forEach(name -> found.add(name.group(1)));
          names.put(page, found);
        });
    List<String> broken = new ArrayList<>();
    pages.forEach(
        (page, text) ->
            LINK.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.matches("([a-z]+:|//).*|#"))
                .filter(link -> !leads(page, link, names))
                .forEach(link -> broken.add(page + ": " + link)));
    return broken;
  }

  private static boolean leads(Path page, String link, Map<Path, Set<String>> names) {
    String[] parts = link.split("#", 2);
    Path to = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    boolean whole = parts.length == 1 || parts[1].isEmpty();
    return Files.exists(to) && (whole || names.getOrDefault(to, Set.of()).contains(parts[1]));
  }
}
