package org.metagov.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.GatewayProcess;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * What somebody sees who opens the server in a browser: every page is whole, asks no other host for
 * anything and has nothing to complain of; an operation can be tried where it is described.
 */
class PagesTrial {
  /** What the viewer shows lies in shadow trees: a selector of Selenium's ends before them. */
  private static final String FIND =
      """
      const find = root => {
        const it = root.querySelector(arguments[0]);
        if (it) return it;
        for (const host of root.querySelectorAll('*')) {
          const inside = host.shadowRoot && find(host.shadowRoot);
          if (inside) return inside;
        }
        return null;
      };
      const found = find(document);
      """;

  private static GatewayProcess gateway;
  private static Browser browser;

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.options().data(GatewayProcess.newData()).start();
    gateway
        .api()
        .put(
            "/api/internal/community/garden",
            "{\"plugins\":[{\"name\":\"randomness\",\"config\":{\"default_low\":1,\"default_high\":7}}]}");
    browser = Browser.open();
  }

  @AfterAll
  static void stop() {
    browser.close();
    gateway.close();
  }

  /** Of every page. */
  @AfterEach
  void nothingElseWasAskedAndNothingIsComplainedOf() {
    List<URI> requests = browser.requests();
    assertThat(requests).isNotEmpty();
    assertThat(requests)
        .allMatch(uri -> uri.getAuthority().equals(gateway.api().base().getAuthority()));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theFirstPageTellsTheVersionAndLeadsOn() {
    browser.driver().get(at("/"));
    assertThat(browser.driver().getTitle()).isEqualTo("Metagov Gateway");
    assertThat(browser.driver().findElement(By.id("version")).getText()).isNotBlank();
    assertThat(browser.driver().findElements(By.tagName("a")))
        .extracting(link -> link.getDomAttribute("href"))
        .contains("/swagger/", "/redoc/", "/openapi", "/asyncapi", "/health", "/metrics")
        .allSatisfy(href -> assertThat(gateway.api().get(href).status()).as(href).isEqualTo(200));
    // The style sheet counts: without it, a page has a margin.
    assertThat(browser.driver().findElement(By.tagName("body")).getCssValue("margin-top"))
        .isEqualTo("0px");
  }

  @Test
  void anOperationIsTriedInSwaggerUi() {
    browser.driver().get(at("/swagger/?community=garden"));
    click("#operations-tag-randomness");
    click("[data-path='/api/internal/action/randomness.random-int']");
    click(".opblock.is-open .try-out__btn");
    click(".opblock.is-open .execute");
    browser
        .patiently()
        .until(
            () -> text(".live-responses-table .response .response-col_status").startsWith("200"));
    assertThat(text(".live-responses-table .response .highlight-code")).contains("\"value\"");
  }

  @Test
  void anOperationIsTriedInTheReference() {
    browser.driver().get(at("/redoc/"));
    press("[id='get-/api/internal/plugin'] .endpoint-head");
    press("[part~='btn-try']");
    browser.patiently().until(() -> told(".response-message").contains("200"));
    assertThat(told(".response-panel, .tab-panel")).contains("randomness");
  }

  @Test
  void theConsoleAsksForNoKeyOnTheMachineItself() {
    browser.driver().get(at("/console/"));
    browser.patiently().until(() -> text("main").contains("garden"));
    assertThat(text("header")).contains("no key needed");
  }

  private static void press(String selector) {
    browser
        .patiently()
        .until(
            () ->
                browser
                    .driver()
                    .executeScript(FIND + "found?.click(); return found !== null", selector)
                    .equals(true));
  }

  private static String told(String selector) {
    return String.valueOf(
        browser.driver().executeScript(FIND + "return found?.textContent", selector));
  }

  private static String text(String selector) {
    return browser.driver().findElement(By.cssSelector(selector)).getText();
  }

  private static void click(String selector) {
    browser
        .patiently()
        .until(
            () -> {
              WebElement element = browser.driver().findElement(By.cssSelector(selector));
              browser
                  .driver()
                  .executeScript("arguments[0].scrollIntoView({block:'center'})", element);
              element.click();
              return true;
            });
  }

  private static String at(String path) {
    return gateway.api().base() + path;
  }
}
