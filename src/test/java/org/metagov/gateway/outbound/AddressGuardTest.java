package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.metagov.gateway.address.AllowList;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.outbound.AddressGuard.Rules;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.settings.InvalidSettingException;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.testing.Parallel;

@Timeout(60)
class AddressGuardTest {
  private static final int OWN_PORT = 8080;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What the name servers say. */
  private final Map<String, String> names =
      Map.of(
          "driver.example", "8.8.8.8 2606:4700::1111",
          "policy_kit", "172.18.0.3",
          "mixed.example", "10.0.0.1 8.8.8.8 127.0.0.1 8.8.4.4",
          "this.example", "127.0.0.1",
          "metadata.example", "169.254.169.254");

  private final List<String> asked = new ArrayList<>();

  private AddressGuard guard(boolean alone, String allowed) {
    return guard(alone, allowed, Optional.empty(), Optional.empty());
  }

  private AddressGuard guard(
      boolean alone, String allowed, Optional<HttpUrl> proxy, Optional<HttpUrl> self) {
    return new AddressGuard(
        new Rules(
            allowed.isEmpty() ? AllowList.NONE : AllowList.of(allowed),
            port -> port == OWN_PORT,
            () -> alone,
            proxy,
            self),
        new NameLookup(this::lookUp, Runnable::run, PATIENCE));
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    asked.add(host);
    if (!names.containsKey(host)) {
      throw new UnknownHostException(host);
    }
    return addresses(names.get(host).split(" "));
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] found = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      found[i] = InetAddress.getByName(literals[i]);
    }
    return found;
  }

  private static boolean takes(AddressGuard guard, String url) {
    try {
      guard.require("/url", HttpUrl.of(url));
      return true;
    } catch (ProblemException e) {
      assertThat(e.errors().get(0).pointer()).isEqualTo("/url");
      assertThat(e).hasMessageNotContaining(HttpUrl.of(url).host());
      return false;
    }
  }

  private static boolean connects(AddressGuard guard, String url) throws UnknownHostException {
    HttpUrl to = HttpUrl.of(url);
    try {
      guard.refuse(to);
      guard.addresses(to.host(), to.port());
      return true;
    } catch (ForbiddenAddressException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.address.HostileUrls#literals")
  void whatIsNotOnTheInternetIsNeitherStoredNorCalled(String url) throws UnknownHostException {
    AddressGuard guard = guard(false, "");
    assertThat(takes(guard, url)).isFalse();
    assertThat(connects(guard, url)).isFalse();
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.address.HostileUrls#addresses")
  void neitherIsANameThatLeadsThere(String address) throws UnknownHostException {
    InetAddress[] there = addresses(address);
    AddressGuard guard =
        new AddressGuard(
            new Rules(
                AllowList.NONE, port -> false, () -> false, Optional.empty(), Optional.empty()),
            new NameLookup(host -> there, Runnable::run, PATIENCE));
    assertThat(takes(guard, "https://harmless.example/")).isFalse();
    assertThat(connects(guard, "https://harmless.example/")).isFalse();
  }

  @Test
  void theInternetIsCalled() throws UnknownHostException {
    AddressGuard guard = guard(false, "");
    for (String url :
        List.of("https://driver.example", "http://8.8.8.8:8000", "http://[2606:4700::1111]/x")) {
      assertThat(takes(guard, url)).isTrue();
      assertThat(connects(guard, url)).isTrue();
    }
    assertThat(guard.addresses("driver.example", 443))
        .containsExactly(addresses("8.8.8.8", "2606:4700::1111"));
  }

  @Test
  void ofSeveralAddressesOnlyThoseThatMayBeAreCalled() throws UnknownHostException {
    assertThat(guard(false, "").addresses("mixed.example", 80))
        .containsExactly(addresses("8.8.8.8", "8.8.4.4"));
    assertThat(guard(true, "10.0.0.0/8").addresses("mixed.example", 80))
        .containsExactly(addresses("10.0.0.1", "8.8.8.8", "127.0.0.1", "8.8.4.4"));
    assertThat(guard(true, "10.0.0.0/8").addresses("mixed.example", OWN_PORT))
        .containsExactly(addresses("10.0.0.1", "8.8.8.8", "8.8.4.4"));
  }

  @Test
  void whatTheOperatorAllowsIsCalled() throws UnknownHostException {
    AddressGuard guard = guard(false, "policy_kit,192.168.1.0/24");
    assertThat(connects(guard, "http://policy_kit:8000")).isTrue();
    assertThat(connects(guard, "http://172.18.0.3:8000")).isFalse();
    assertThat(connects(guard, "http://192.168.1.9")).isTrue();
    assertThat(connects(guard, "http://192.168.2.9")).isFalse();
    assertThat(connects(guard(false, "172.16.0.0/12"), "http://policy_kit:8000")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8000",
        "http://127.1.2.3:8000",
        "http://[::1]:8000",
        "http://[::ffff:127.0.0.1]:8000",
        "http://localhost:8000",
        "http://driver.localhost:8000",
        "http://this.example:8000"
      })
  void thisMachineIsCalledWhileNobodyElseReachesTheGateway(String url) throws UnknownHostException {
    assertThat(takes(guard(true, ""), url)).isTrue();
    assertThat(takes(guard(false, ""), url)).isFalse();
    if (!url.contains("localhost")) {
      assertThat(connects(guard(true, ""), url)).isTrue();
      assertThat(connects(guard(false, ""), url)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/api/internal/community",
        "http://127.9.9.9:8080",
        "http://[::1]:8080",
        "http://[::ffff:7f00:1]:8080",
        "http://0.0.0.0:8080",
        "http://[::]:8080",
        "http://localhost:8080",
        "http://this.example:8080"
      })
  void theGatewayItselfIsNeverCalled(String url) throws UnknownHostException {
    for (AddressGuard guard :
        List.of(guard(true, ""), guard(false, ""), guard(true, "0.0.0.0/0,::/0,this.example"))) {
      assertThat(takes(guard, url)).isFalse();
      if (!url.contains("localhost")) {
        assertThat(connects(guard, url)).isFalse();
      }
    }
  }

  @Test
  void norByTheOtherAddressesOfThisMachine() throws Exception {
    AddressGuard guard = guard(true, "0.0.0.0/0,::/0");
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : network.inetAddresses().toList()) {
        String host = address.getHostAddress().replaceAll("%.*", "");
        assertThat(
                catchThrowableOfType(
                    ForbiddenAddressException.class, () -> guard.addresses(host, OWN_PORT)))
            .as(host)
            .isNotNull();
        assertThatCode(() -> guard.addresses(host, OWN_PORT + 1)).doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gw.example/base/api/internal/community",
        "https://GW.example:443/base//api/hooks/a/b",
        "https://gw.example/base/x/../api/internal/receivers",
        "https://gw.example/%62ase/%61pi/internal/receivers?a",
        "https://gw.example./base/api/internal/receivers",
        "http://gw.example/base/api/internal/community"
      })
  void norByTheAddressAtWhichOthersReachIt(String url) throws UnknownHostException {
    AddressGuard guard =
        guard(
            false,
            "gw.example",
            Optional.empty(),
            Optional.of(HttpUrl.of("https://gw.example/base/")));
    assertThat(takes(guard, url)).isFalse();
    assertThat(connects(guard, url)).isFalse();
    assertThat(takes(guard, "https://gw.example/driver/events")).isTrue();
    assertThat(takes(guard, "https://gw.example:8443/base/api/events")).isTrue();
  }

  @Test
  void whatNobodyKnowsYetIsStoredAndNotCalled() {
    AddressGuard guard = guard(false, "");
    assertThat(takes(guard, "http://soon.example")).isTrue();
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> guard.addresses("soon.example", 80))
        .isNotInstanceOf(ForbiddenAddressException.class);
  }

  @Test
  void aNameThatLeadsElsewhereAfterItWasStoredIsNotCalled() throws UnknownHostException {
    AtomicInteger asked = new AtomicInteger();
    AddressGuard guard =
        new AddressGuard(
            new Rules(
                AllowList.NONE, port -> false, () -> false, Optional.empty(), Optional.empty()),
            new NameLookup(
                host -> addresses(asked.getAndIncrement() == 0 ? "8.8.8.8" : "169.254.169.254"),
                Runnable::run,
                PATIENCE));
    assertThat(takes(guard, "http://rebound.example")).isTrue();
    assertThat(connects(guard, "http://rebound.example")).isFalse();
  }

  @Test
  void aProxyLooksNamesUpItselfAndIsAskedForNoAddressThatMayNotBeCalled()
      throws UnknownHostException {
    HttpUrl proxy = HttpUrl.of("http://10.9.8.7:4750");
    AddressGuard guard = guard(true, "10.1.0.0/16", Optional.of(proxy), Optional.empty());
    assertThat(takes(guard, "http://metadata.example/")).isTrue();
    assertThat(takes(guard, "http://10.1.0.1/")).isTrue();
    assertThat(takes(guard, "http://10.2.0.1/")).isFalse();
    assertThat(takes(guard, "http://localhost:8080/")).isFalse();
    assertThat(takes(guard, "http://127.0.0.1:8080/")).isFalse();
    assertThat(asked).isEmpty();
    assertThat(guard.addresses("10.9.8.7", 4750)).containsExactly(addresses("10.9.8.7"));
    assertThatExceptionOfType(ForbiddenAddressException.class)
        .isThrownBy(() -> guard.addresses("10.9.8.7", 80));
  }

  @Test
  void aSettingThatLeadsThereIsToldByItsName() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () ->
                guard(false, "")
                    .require(Setting.RECEIVER_URL, HttpUrl.of("http://policy_kit:8000/x?key=k")))
        .withMessageStartingWith("metagov.driver.event-receiver-url: must be an http or https URL")
        .withMessageContaining("metagov.outbound.allow")
        .withMessageNotContaining("policy_kit");
  }

  @Test
  void aNameThatHangsIsLookedUpOnceAndWaitedForNoLongerThanItMayTake() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger lookUps = new AtomicInteger();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      NameLookup lookup =
          new NameLookup(
              host -> {
                lookUps.incrementAndGet();
                try {
                  answer.await();
                } catch (InterruptedException e) {
                  throw new UnknownHostException(host);
                }
                return addresses("8.8.8.8");
              },
              threads,
              Duration.ofMillis(200));
      assertThat(
              Parallel.run(
                  8,
                  i ->
                      catchThrowableOfType(
                          UnknownHostException.class, () -> lookup.find("slow.example"))))
          .doesNotContainNull();
      assertThat(lookUps).hasValue(1);
      answer.countDown();
    } finally {
      threads.shutdownNow();
    }
  }
}
