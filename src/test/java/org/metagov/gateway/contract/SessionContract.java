package org.metagov.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;
import org.metagov.gateway.testing.DriverKey;
import org.metagov.gateway.testing.EventStream;
import org.metagov.gateway.testing.SignedIn;

/** The console's files, and the sessions that people have in place of a key. */
public interface SessionContract extends DriversUnderTest {
  private static int status(Api caller) {
    return caller.get("/api/internal/plugin").status();
  }

  @Test
  default void theConsoleComesWithAPolicyOfItsOwn() {
    assertThat(api().get("/console").header("Location")).contains("/console/");
    Reply first = api().get("/console/");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Content-Type").orElse("")).startsWith("text/html");
    assertThat(first.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
        .doesNotContain("unsafe")
        .contains("form-action 'none'", "frame-ancestors 'none'", "base-uri 'none'");
    assertThat(api().get("/console/communities/loomio.poll/garden").text()).isEqualTo(first.text());
    String tag = first.header("ETag").orElseThrow();
    assertThat(api().with("If-None-Match", tag).get("/console/").status()).isEqualTo(304);
    Reply packed = api().with("Accept-Encoding", "gzip").get("/console/");
    assertThat(packed.header("Content-Encoding")).contains("gzip");
    assertThat(packed.header("ETag")).isNotEqualTo(first.header("ETag"));
    assertThat(first.header("Cache-Control")).contains("no-cache");
    assertThat(api().get("/console/?v=1.0").header("Cache-Control").orElse(""))
        .contains("immutable");
    for (String nothing :
        List.of(
            "/console/nothing.js",
            "/console/WEB-INF/web.xml",
            "/console/index.html/x.html",
            "/console/%2e%2e/web.xml",
            "/console/..%2fbeans.xml",
            "/console/a%00.js",
            "/console/core/")) {
      Reply refused = api().sendExactly("GET", nothing, null);
      assertThat(refused.status()).as(nothing).isIn(400, 404);
    }
    assertThat(api().post("/console/", null).status()).isEqualTo(405);
  }

  @Test
  default void aKeyIsExchangedForASessionThatMayDoAsMuch() {
    String name = fresh();
    community(name, "[]");
    try (DriverKey key = DriverKey.of(api(), "act", name)) {
      SignedIn person = SignedIn.with(key);
      assertThat(person.cookie())
          .contains("; Path=/api/internal; HttpOnly; SameSite=Strict")
          .doesNotContain("Secure");
      JsonObject who = person.page().get(SignedIn.PATH).json();
      assertThat(who.getString("kind")).isEqualTo("driver_key");
      assertThat(who.getString("driver_key")).isEqualTo(key.id());
      assertThat(who.getString("scope")).isEqualTo("act");
      assertThat(who.getJsonArray("communities")).hasSize(1);
      assertThat(who.getJsonObject("session").getInt("idle_seconds")).isEqualTo(1_800);
      assertThat(who.containsKey("token")).isFalse();
      assertThat(person.page().get("/api/internal/community/" + name).status()).isEqualTo(200);
      assertThat(person.page().delete("/api/internal/community/" + name).status()).isEqualTo(403);
      assertThat(person.page().get("/api/internal/audit").status()).isEqualTo(403);
      // A person who has no key of the server's is known by it all the same, and needs no session.
      JsonObject program = api().get(SignedIn.PATH).json();
      assertThat(program.getString("kind")).isEqualTo("loopback");
      assertThat(program.isNull("session")).isTrue();
      assertThat(api().post(SignedIn.PATH, null).status()).isEqualTo(409);
      assertThat(person.page().post(SignedIn.PATH, null).status()).isEqualTo(409);
    }
  }

  @Test
  default void aCookieAndATokenOpenNothingApart() {
    try (DriverKey key = DriverKey.everywhere(api(), "read");
        DriverKey otherKey = DriverKey.everywhere(api(), "read")) {
      SignedIn person = SignedIn.with(key);
      SignedIn other = SignedIn.with(otherKey);
      Api elsewhere = api().with("X-Forwarded-For", "203.0.113.7");
      assertThat(status(elsewhere.with("Cookie", person.pair()))).isEqualTo(403);
      assertThat(status(api().with("X-Metagov-Session", person.token()))).isEqualTo(401);
      assertThat(status(person.sending(other.token()))).isEqualTo(401);
      // Whoever can put a cookie there signs nobody in under another name, and out neither.
      assertThat(
              status(
                  api()
                      .with("X-Metagov-Session", person.token())
                      .with("Cookie", other.pair() + "; " + person.pair())))
          .isEqualTo(200);
      String forged = person.token().substring(0, person.token().length() - 1);
      assertThat(status(person.sending(forged + (person.token().endsWith("0") ? "1" : "0"))))
          .isEqualTo(401);
      for (String nonsense : List.of("x", "mgs_", "mgs_" + "a".repeat(12) + "_" + "0".repeat(64))) {
        assertThat(status(person.sending(nonsense))).isEqualTo(401);
      }
      // A key is judged by itself, whatever else comes with it.
      assertThat(status(person.page().with("Authorization", "Bearer wrong"))).isEqualTo(401);
    }
  }

  @Test
  default void noOtherPageDrivesASession() {
    try (DriverKey key = DriverKey.everywhere(api(), "administer")) {
      SignedIn person = SignedIn.with(key);
      String here = api().base().toString();
      assertThat(status(person.page().with("Origin", here))).isEqualTo(200);
      assertThat(status(person.page().with("Sec-Fetch-Site", "same-origin"))).isEqualTo(200);
      for (String site : List.of("same-site", "cross-site")) {
        assertThat(status(person.page().with("Sec-Fetch-Site", site))).as(site).isEqualTo(403);
      }
      for (String origin : List.of("null", "https://evil.example", "http://127.0.0.1:1")) {
        assertThat(status(person.page().with("Origin", origin))).as(origin).isEqualTo(403);
      }
      Reply signedIn =
          key.driver().with("Origin", here.replace("http:", "https:")).post(SignedIn.PATH, null);
      assertThat(signedIn.header("Set-Cookie").orElse("")).contains("; Secure");
    }
  }

  @Test
  default void aSessionThatIsOverIsOver() {
    try (DriverKey key = DriverKey.everywhere(api(), "read")) {
      SignedIn first = SignedIn.with(key);
      SignedIn second = SignedIn.with(key);
      SignedIn third = SignedIn.with(key);
      assertThat(first.token()).isNotEqualTo(second.token());
      Reply out = first.page().delete(SignedIn.PATH);
      assertThat(out.status()).isEqualTo(204);
      assertThat(out.header("Set-Cookie").orElse("")).contains("=; ", "; Max-Age=0");
      // What somebody has kept of it opens nothing any more.
      assertThat(status(first.page())).isEqualTo(401);
      assertThat(status(second.page())).isEqualTo(200);
      assertThat(second.page().delete(SignedIn.PATH + "?all=yes").status()).isEqualTo(400);
      assertThat(second.page().delete(SignedIn.PATH + "?all=true").status()).isEqualTo(204);
      assertThat(status(second.page())).isEqualTo(401);
      assertThat(status(third.page())).isEqualTo(401);
      assertThat(status(key.driver())).isEqualTo(200);
      SignedIn last = SignedIn.with(key);
      key.revoke();
      assertThat(status(last.page())).isEqualTo(401);
    }
  }

  @Test
  default void aSessionEndsWithItsTime() {
    try (DriverKey key = DriverKey.everywhere(api(), "read")) {
      SignedIn idle = SignedIn.with(key);
      SignedIn busy = SignedIn.with(key);
      for (int i = 0; i < 17; i++) {
        pass(Duration.ofMinutes(29));
        assertThat(status(busy.page()))
            .as("after %d times 29 minutes", i + 1)
            .isEqualTo(i < 16 ? 200 : 401);
      }
      assertThat(status(idle.page())).isEqualTo(401);
    }
  }

  @Test
  default void aKeyHasSoManySessions() {
    try (DriverKey key = DriverKey.everywhere(api(), "read")) {
      SignedIn oldest = SignedIn.with(key);
      SignedIn second = SignedIn.with(key);
      for (int i = 0; i < 19; i++) {
        SignedIn.with(key);
      }
      soon().until(() -> status(oldest.page()) == 401);
      assertThat(status(second.page())).isEqualTo(200);
      assertThat(key.driver().delete(SignedIn.PATH + "?all=true").status()).isEqualTo(204);
    }
  }

  @Test
  default void whatASessionMayDoIsWhatItsKeyMayDoNow() {
    String name = fresh();
    community(name, "[]");
    try (DriverKey key = DriverKey.of(api(), "administer", name)) {
      SignedIn person = SignedIn.with(key);
      String town = "/api/internal/community/" + name;
      assertThat(person.page().put(town, "{}").status()).isEqualTo(200);
      key.change("read", name);
      assertThat(person.page().put(town, "{}").status()).isEqualTo(403);
      assertThat(person.page().get(town).status()).isEqualTo(200);
      key.change("read");
      assertThat(person.page().get(town).status()).isEqualTo(404);
    }
  }

  @Test
  default void aStreamEndsWithItsSession() {
    String name = fresh();
    community(name, "[]");
    try (DriverKey key = DriverKey.of(api(), "read", name)) {
      SignedIn person = SignedIn.with(key);
      try (EventStream stream =
          EventStream.open(
              api(),
              "/api/internal/events?community=" + name,
              "Cookie: " + person.pair(),
              "X-Metagov-Session: " + person.token())) {
        soon().until(() -> !stream.lines().isEmpty());
        assertThat(stream.status()).isEqualTo(200);
        assertThat(person.page().delete(SignedIn.PATH).status()).isEqualTo(204);
        soon().atMost(Duration.ofSeconds(6)).until(stream::isEnded);
      }
    }
  }

  @Test
  default void whoSignsInStandsInTheAuditLog() {
    try (DriverKey key = DriverKey.everywhere(api(), "administer")) {
      SignedIn person = SignedIn.with(key);
      String town = fresh();
      assertThat(person.page().put("/api/internal/community/" + town, "{}").status())
          .isEqualTo(201);
      soon()
          .untilAsserted(
              () ->
                  assertThat(api().get("/api/internal/audit?community=" + town).text())
                      .contains("\"driver_key\":\"" + key.id() + "\""));
      String session = person.pair().substring("metagov-session-".length()).split("=", 2)[0];
      assertThat(api().get("/api/internal/audit/export").text())
          .contains("\"names\":{\"session\":\"" + session + "\"}")
          .doesNotContain(person.token());
      assertThat(person.page().delete("/api/internal/community/" + town).status()).isEqualTo(204);
    }
  }
}
