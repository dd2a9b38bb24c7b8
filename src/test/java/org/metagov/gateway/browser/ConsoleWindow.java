package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.metagov.gateway.testing.Api;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;

/** The console in a browser, used as people use it: by what stands on buttons and beside fields. */
final class ConsoleWindow implements AutoCloseable {
  private static final String ABOUT_AXE = "META-INF/maven/org.webjars.npm/axe-core/pom.properties";
  private static final String AXE = "META-INF/resources/webjars/axe-core/%s/axe.min.js";

  /** What a name, a title or a payload says that wants to run; it would leave a mark. */
  static final String HOSTILE =
      "<img src=x onerror=\"document.documentElement.dataset.ran=1\">"
          + "<script>document.documentElement.dataset.ran=2</script>";

  private static final String FIND_FIELD =
      """
      const all = [...(document.querySelector('dialog') ?? document).querySelectorAll('label')];
      const label = all.find(one => one.textContent.replace('optional', '').trim() === arguments[0]);
      for (let box = label?.closest('details'); box; box = box.parentElement.closest('details')) {
        box.open = true;
      }
      return document.getElementById(label?.htmlFor ?? '');
      """;

  private static final String FIND_BUTTON =
      """
      const all = [...(document.querySelector('dialog') ?? document).querySelectorAll('button, a, summary')];
      return all.find(one => one.textContent.trim() === arguments[0] || one.ariaLabel === arguments[0]);
      """;

  /** What of it is bad enough to keep somebody out. */
  private static final String LOOK_OVER =
      """
      const done = arguments[arguments.length - 1];
      axe.run(document, {resultTypes: ['violations']}).then(
        found => done(found.violations
          .filter(one => ['serious', 'critical'].includes(one.impact))
          .map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | '))),
        error => done(['axe failed: ' + error]));
      """;

  private final Browser browser = Browser.open();
  private final Api gateway;
  private final Path pictures;

  ConsoleWindow(Api gateway, Path pictures) {
    this.gateway = gateway;
    this.pictures = pictures;
  }

  /** Opens a page by its address. */
  ConsoleWindow open(String hash) {
    URI to = gateway.base().resolve("/console/" + hash);
    browser.driver().get("about:blank");
    browser.driver().get(to.toString());
    settle();
    return this;
  }

  /** Waits until a page has fetched what it shows. */
  ConsoleWindow settle() {
    browser
        .patiently()
        .until(() -> browser.driver().findElements(By.cssSelector("h1")).size() == 1);
    browser
        .patiently()
        .until(() -> browser.driver().findElements(By.cssSelector("main .waiting")).isEmpty());
    return this;
  }

  /** Presses what says {@code text}, or is called so. */
  ConsoleWindow press(String text) {
    browser
        .patiently()
        .alias("a button " + text)
        .until(
            () -> {
              WebElement found = (WebElement) browser.driver().executeScript(FIND_BUTTON, text);
              script("arguments[0].scrollIntoView({block:'center'})", found);
              found.click();
              return true;
            });
    return this;
  }

  /** Types {@code text} into the field of that label, in place of what is there. */
  ConsoleWindow fill(String label, String text) {
    field(label).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    return this;
  }

  /** Chooses what says {@code text} in the list of that label. */
  ConsoleWindow choose(String label, String text) {
    WebElement list = field(label);
    browser
        .patiently()
        .alias("an option " + text)
        .until(
            () -> {
              list.findElements(By.tagName("option")).stream()
                  .filter(option -> option.getText().equals(text))
                  .findFirst()
                  .orElseThrow()
                  .click();
              return true;
            });
    return this;
  }

  private WebElement field(String label) {
    WebElement[] found = new WebElement[1];
    browser
        .patiently()
        .alias("a field " + label)
        .until(
            () -> {
              found[0] = (WebElement) browser.driver().executeScript(FIND_FIELD, label);
              return found[0].isDisplayed();
            });
    return found[0];
  }

  /** Waits until the page says {@code text}. */
  ConsoleWindow sees(String text) {
    return awaits("to see: " + text, shown -> shown.contains(text));
  }

  /** Waits until the page does not say {@code text} any more. */
  ConsoleWindow seesNoMore(String text) {
    return awaits("not to see: " + text, shown -> !shown.contains(text));
  }

  private ConsoleWindow awaits(String what, Predicate<String> condition) {
    try {
      browser.patiently().until(() -> condition.test(text()));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(what + "; but the page says:\n" + text(), e);
    }
    return this;
  }

  /** Returns all that can be read. */
  String text() {
    return String.valueOf(script("return document.body.innerText"));
  }

  /** Returns whether something can be pressed that says {@code text}, or is called so. */
  boolean offers(String text) {
    return browser.driver().executeScript(FIND_BUTTON, text) != null;
  }

  Object script(String script, Object... arguments) {
    return browser.driver().executeScript(script, arguments);
  }

  Object asyncScript(String script, Object... arguments) {
    return browser.driver().executeAsyncScript(script, arguments);
  }

  /** Returns what is wrong for those who cannot see, or use no mouse. */
  List<?> faults() {
    script(axe());
    return (List<?>) asyncScript(LOOK_OVER);
  }

  private static String axe() {
    ClassLoader jars = ConsoleWindow.class.getClassLoader();
    try (InputStream about = jars.getResourceAsStream(ABOUT_AXE)) {
      Properties properties = new Properties();
      properties.load(about);
      try (InputStream in =
          jars.getResourceAsStream(AXE.formatted(properties.getProperty("version")))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing of what was shown has run, and the browser has nothing to complain of. */
  ConsoleWindow isWhole() {
    assertThat(script("return document.documentElement.dataset.ran ?? null")).isNull();
    // What is refused is told on the page; the browser writes it down as well.
    assertThat(browser.complaints())
        .filteredOn(complaint -> !complaint.contains("responded with a status of 4"))
        // That is what axe does to see contrasts.
        .filteredOn(complaint -> !complaint.contains("Canvas2D"))
        .isEmpty();
    return this;
  }

  /** Keeps a picture of the whole page, as wide as asked. */
  ConsoleWindow picture(String name, int width, boolean dark) {
    browser
        .driver()
        .executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                List.of(
                    Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                    Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    look(width, 900);
    long height = ((Number) script("return document.documentElement.scrollHeight")).longValue();
    look(width, (int) Math.min(2_000, Math.max(600, height)));
    try {
      Files.createDirectories(pictures);
      Files.write(
          pictures.resolve(name + ".png"), browser.driver().getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void look(int width, int height) {
    browser
        .driver()
        .executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Sees the page as it comes, after pictures of it. */
  ConsoleWindow asItComes() {
    browser.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    return this;
  }

  /** Leaves nothing of who was signed in. */
  ConsoleWindow forget() {
    browser.driver().manage().deleteAllCookies();
    open("");
    script("localStorage.clear(); sessionStorage.clear()");
    return open("");
  }

  @Override
  public void close() {
    browser.close();
  }
}
