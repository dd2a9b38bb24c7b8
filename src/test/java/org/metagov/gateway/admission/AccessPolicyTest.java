package org.metagov.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.access.Approach;
import org.metagov.gateway.key.KeyRing;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.settings.Settings;

class AccessPolicyTest {
  private static final String URL = "metagov.server-url";
  private static final String KEY = "metagov.internal.key";
  private static final String PORT = "metagov.internal.port";

  /** Stands in the tables as {@code k3y}. */
  private static final String WHOLE = "k3y.0123456789abcdefghijklmnopqr";

  @TempDir private Path data;

  private static final Approach LOCAL =
      new Approach(
          "127.0.0.1",
          8080,
          Optional.empty(),
          Optional.of("localhost:8080"),
          Optional.empty(),
          Optional.empty(),
          false,
          false);

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # peer,            Authorization, Host,                Origin,                  proxy, answer
          127.0.0.1,         -,             localhost:8080,      -,                       false, LOOPBACK
          127.8.9.1,         -,             localhost,           -,                       false, LOOPBACK
          ::1,               -,             [::1]:8080,          -,                       false, LOOPBACK
          0:0:0:0:0:0:0:1,   -,             127.0.0.1:8080,      -,                       false, LOOPBACK
          ::ffff:127.0.0.1,  -,             LOCALHOST:8080,      -,                       false, LOOPBACK
          127.0.0.1,         -,             gateway.localhost,   -,                       false, LOOPBACK
          127.0.0.1,         -,             localhost:8080,      http://localhost:8080,   false, LOOPBACK
          127.0.0.1,         -,             localhost:8080,      HTTPS://localhost:8080,  false, LOOPBACK
          192.0.2.1,         -,             localhost:8080,      -,                       false, 401
          ::ffff:192.0.2.1,  -,             localhost:8080,      -,                       false, 401
          2001:db8::1,       -,             localhost:8080,      -,                       false, 401
          0.0.0.0,           -,             localhost:8080,      -,                       false, 401
          '',                -,             localhost:8080,      -,                       false, 401
          127.0.0.1,         -,             localhost:8080,      -,                       true,  403
          127.0.0.1,         -,             evil.example:8080,   -,                       false, 403
          127.0.0.1,         -,             127.0.0.1.evil.example, -,                    false, 403
          127.0.0.1,         -,             localhost.evil.example, -,                    false, 403
          127.0.0.1,         -,             notlocalhost,        -,                       false, 403
          127.0.0.1,         -,             192.0.2.1:8080,      -,                       false, 403
          127.0.0.1,         -,             -,                   -,                       false, 403
          127.0.0.1,         -,             '',                  -,                       false, 403
          127.0.0.1,         -,             'a b',               -,                       false, 403
          127.0.0.1,         -,             localhost@evil.example, -,                    false, 403
          127.0.0.1,         -,             localhost:8080,      http://evil.example,     false, 403
          127.0.0.1,         -,             localhost:8080,      http://localhost:3000,   false, 403
          127.0.0.1,         -,             localhost:8080,      http://localhost:80801,  false, 403
          127.0.0.1,         -,             localhost:8080,      null,                    false, 403
          127.0.0.1,         -,             localhost:8080,      '',                      false, 403
          127.0.0.1,         Bearer k3y,    localhost:8080,      -,                       false, KEY
          192.0.2.1,         Bearer k3y,    evil.example,        http://evil.example,     true,  KEY
          192.0.2.1,         bearer  k3y,   -,                   -,                       false, KEY
          192.0.2.1,         BEARER k3y,    -,                   -,                       false, KEY
          192.0.2.1,         Bearer k3y2,   -,                   -,                       false, 401
          192.0.2.1,         Bearer K3Y,    -,                   -,                       false, 401
          192.0.2.1,         Bearer,        -,                   -,                       false, 401
          192.0.2.1,         'Bearer ',     -,                   -,                       false, 401
          192.0.2.1,         k3y,           -,                   -,                       false, 401
          192.0.2.1,         '',            -,                   -,                       false, 401
          192.0.2.1,         Basic azN5,    -,                   -,                       false, 401
          192.0.2.1,         Bearerk3y,     -,                   -,                       false, 401
          127.0.0.1,         Bearer wrong,  localhost:8080,      -,                       false, 401
          127.0.0.1,         Basic azN5,    localhost:8080,      -,                       false, 401
          """)
  void aPrivateServerWithAKeyAnswers(
      String peer, String authorization, String host, String origin, boolean proxy, String answer) {
    Approach approach =
        new Approach(
            peer,
            8080,
            Optional.ofNullable(authorization).map(AccessPolicyTest::whole),
            Optional.ofNullable(host),
            Optional.ofNullable(origin),
            Optional.empty(),
            proxy,
            false);
    assertThat(answer(Map.of(KEY, WHOLE), approach)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "same-origin, LOOPBACK, KEY",
    "none,        LOOPBACK, KEY",
    "same-site,   403,      KEY",
    "cross-site,  403,      KEY",
    "odd,         403,      KEY"
  })
  void aPageOfAnotherSiteNeedsAKey(String site, String keyless, String keyed) {
    Map<String, String> settings = Map.of(KEY, WHOLE);
    assertThat(answer(settings, fromPage(Optional.empty(), site))).isEqualTo(keyless);
    assertThat(answer(settings, fromPage(Optional.of("Bearer " + WHOLE), site))).isEqualTo(keyed);
  }

  private static String whole(String authorization) {
    return authorization.replaceAll("(?i)k3y", WHOLE.replace("k3y", "$0"));
  }

  private static Approach fromPage(Optional<String> authorization, String site) {
    return new Approach(
        LOCAL.remoteAddress(),
        8080,
        authorization,
        LOCAL.host(),
        LOCAL.origin(),
        Optional.of(site),
        false,
        false);
  }

  @Test
  void whatAGatewayHasSentIsNoDriversUnlessItHasTheKey() {
    assertThat(answer(Map.of(), looped(LOCAL))).isEqualTo("403");
    assertThat(answer(Map.of(KEY, WHOLE), looped(LOCAL))).isEqualTo("403");
    assertThat(answer(Map.of(KEY, WHOLE), looped(withKey("Bearer " + WHOLE)))).isEqualTo("KEY");
    assertThat(answer(Map.of(KEY, WHOLE), looped(withKey("Bearer no")))).isEqualTo("401");
  }

  private static Approach looped(Approach approach) {
    return new Approach(
        approach.remoteAddress(),
        approach.localPort(),
        approach.authorization(),
        approach.host(),
        approach.origin(),
        approach.fetchSite(),
        approach.forwarded(),
        true);
  }

  @Test
  void withoutAKeyOfItsOwnTheServerTakesNone() {
    assertThat(answer(Map.of(), LOCAL)).isEqualTo("LOOPBACK");
    assertThat(answer(Map.of(), withKey("Bearer " + WHOLE))).isEqualTo("401");
    assertThat(answer(Map.of(), withKey("Bearer "))).isEqualTo("401");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://gateway.localhost"
      })
  void aServerThatIsOnlyReachedFromHereNeedsNoKey(String url) {
    assertThat(answer(Map.of(URL, url), LOCAL)).isEqualTo("LOOPBACK");
    assertThatCode(() -> policy(Map.of(URL, url)).check(false)).doesNotThrowAnyException();
  }

  @Test
  void aPublicServerAsksForTheKeyEvenFromHere() {
    Map<String, String> settings = Map.of(URL, "https://gateway.example.org", KEY, WHOLE);
    assertThat(answer(settings, LOCAL)).isEqualTo("401");
    assertThat(answer(settings, withKey("Bearer " + WHOLE))).isEqualTo("KEY");
  }

  @Test
  void aPublicServerWithAnInternalPortNeedsNoKeyThere() {
    Map<String, String> settings = Map.of(URL, "https://gateway.example.org", PORT, "9090");
    assertThat(answer(settings, onPort(9090, "localhost:9090"))).isEqualTo("LOOPBACK");
    assertThat(answer(settings, onPort(9090, "gateway.example.org"))).isEqualTo("LOOPBACK");
    assertThat(answer(settings, onPort(9090, "Gateway.Example.org:9090"))).isEqualTo("LOOPBACK");
    assertThat(answer(settings, onPort(9090, "evil.example"))).isEqualTo("403");
  }

  @Test
  void whereEverybodyNeedsAKeySoDoThisMachinesPrograms() {
    Map<String, String> settings = Map.of("metagov.internal.loopback", "false", KEY, WHOLE);
    assertThat(answer(settings, LOCAL)).isEqualTo("401");
    assertThat(answer(settings, withKey("Bearer " + WHOLE))).isEqualTo("KEY");
    assertThatCode(() -> policy(settings).check(true)).doesNotThrowAnyException();
    assertKeyMissing(
        Map.of("metagov.internal.loopback", "false", PORT, "9090"),
        false,
        ": must be set, because metagov.internal.loopback is false; ");
  }

  @Test
  void withAnInternalPortNoKeyHelpsOnAnother() {
    Map<String, String> settings = Map.of(PORT, "9090", KEY, WHOLE);
    assertThat(answer(settings, LOCAL)).isEqualTo("403");
    assertThat(answer(settings, withKey("Bearer " + WHOLE))).isEqualTo("403");
  }

  @Test
  void noRefusalQuotesWhatWasSent() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> policy(Map.of(KEY, WHOLE)).internal(withKey("Bearer hush")))
        .withMessage("The key is wrong")
        .withNoCause();
  }

  @Test
  void aPublicServerDoesNotStartWithoutKeyOrInternalPort() {
    assertKeyMissing(
        Map.of(URL, "https://gateway.example.org"),
        false,
        ": must be set (or metagov.internal.port), because metagov.server-url is public; ");
  }

  @Test
  void aServerThatListensForOthersDoesNotStartWithoutKeyOrInternalPort() {
    String reason =
        ": must be set (or metagov.internal.port), because the server listens for other machines,"
            + " too; ";
    assertKeyMissing(Map.of(), true, reason);
    assertKeyMissing(Map.of(URL, "http://localhost:8080"), true, reason);
  }

  @Test
  void aServerStartsWithKeyOrInternalPortOrWhereNobodyElseReachesIt() {
    String url = "https://gateway.example.org";
    assertThatCode(
            () -> {
              policy(Map.of()).check(false);
              policy(Map.of(KEY, WHOLE)).check(true);
              policy(Map.of(PORT, "9090")).check(true);
              policy(Map.of(URL, url, KEY, WHOLE)).check(true);
              policy(Map.of(URL, url, PORT, "9090")).check(true);
            })
        .doesNotThrowAnyException();
    assertThat(data.resolve("offered")).doesNotExist();
  }

  @Test
  void aKeyIsOfferedOnceAndNotTold() throws IOException {
    String told = keyMissing(Map.of(), true);
    Path file = data.toAbsolutePath().resolve("offered").resolve(KEY);
    assertThat(told)
        .endsWith(
            "; a new one is in the file %s: take it by the option --secretsdir %s"
                .formatted(file, file.getParent()));
    String key = Files.readString(file).strip();
    assertThat(key).hasSizeGreaterThan(40);
    assertThat(told).doesNotContain(key);
    assertThat(answer(Map.of(KEY, key), withKey("Bearer " + key))).isEqualTo("KEY");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    // Somebody may have taken it.
    assertThat(keyMissing(Map.of(), true)).isEqualTo(told);
    assertThat(Files.readString(file).strip()).isEqualTo(key);
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    try (Stream<Path> all = Files.list(file.getParent())) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void whereNoFileCanBeMadeOneIsToldHowToMakeAKey() throws IOException {
    Files.writeString(data.resolve("offered"), "in the way");
    assertThat(keyMissing(Map.of(), true)).endsWith("; openssl rand -hex 32 makes one");
  }

  private void assertKeyMissing(Map<String, String> settings, boolean reached, String reason) {
    assertThat(keyMissing(settings, reached)).startsWith(KEY + reason);
  }

  private String keyMissing(Map<String, String> settings, boolean reached) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("metagov.data-dir", data.toString());
    return assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> policy(all).check(reached))
        .actual()
        .getMessage();
  }

  @Test
  void eachListenerServesItsSide() {
    AccessPolicy two = policy(Map.of(PORT, "9090"));
    AccessPolicy one = policy(Map.of());
    for (Side side : Side.values()) {
      assertThat(two.serves(side, 9090)).isEqualTo(side != Side.PUBLIC);
      assertThat(two.serves(side, 8080)).isEqualTo(side != Side.INTERNAL);
      assertThat(one.serves(side, 8080)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST",
        "a.localhost",
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "[::ffff:7f00:1]",
        "::1%lo"
      })
  void thisMachineIsLoopback(String host) {
    assertThat(AccessPolicy.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost.",
        "localhost.example",
        "mylocalhost",
        "127.0.0.1.example",
        "128.0.0.1",
        "0.0.0.0",
        "::",
        "::2",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "999.0.0.1",
        "127.0.0.256",
        "a:b",
        ":::",
        "fe80::1%eth0",
        "10.127.0.0"
      })
  void anyOtherNameIsNotAndNoNameServerIsAsked(String host) {
    assertThat(AccessPolicy.isLoopback(host)).isFalse();
  }

  private static Approach withKey(String authorization) {
    return new Approach(
        LOCAL.remoteAddress(),
        8080,
        Optional.of(authorization),
        LOCAL.host(),
        LOCAL.origin(),
        Optional.empty(),
        false,
        false);
  }

  private static Approach onPort(int port, String host) {
    return new Approach(
        "127.0.0.1",
        port,
        Optional.empty(),
        Optional.of(host),
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  private static String answer(Map<String, String> settings, Approach approach) {
    try {
      return policy(settings).internal(approach).kind().name();
    } catch (ProblemException e) {
      return "" + e.type().status();
    }
  }

  private static AccessPolicy policy(Map<String, String> settings) {
    return new AccessPolicy(
        Settings.read(settings.keySet(), key -> Optional.ofNullable(settings.get(key))),
        new KeyRing(id -> Optional.empty(), text -> text, (id, before) -> {}, System::nanoTime));
  }
}
