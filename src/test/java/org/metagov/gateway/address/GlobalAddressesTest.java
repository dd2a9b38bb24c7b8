package org.metagov.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalAddressesTest {
  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "3ffe:ffff::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "2001:0:808:808:0:0:f7f7:f7f7",
        "2a00::200:5efe:808:808"
      })
  void globalUnicastIsAnybodys(String text) throws UnknownHostException {
    assertThat(GlobalAddresses.contain(address(text))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("org.metagov.gateway.address.HostileUrls#addresses")
  void whatIsSpecialOrHidesWhatIsSpecialIsNobodys(String text) throws UnknownHostException {
    assertThat(GlobalAddresses.contain(address(text))).isFalse();
  }

  @Test
  void aNetworkIsWhatItsBitsSay() throws UnknownHostException {
    Network ten = Network.of("10.0.0.0/7");
    assertThat(ten.contains(address("10.0.0.0"))).isTrue();
    assertThat(ten.contains(address("11.255.255.255"))).isTrue();
    assertThat(ten.contains(address("12.0.0.0"))).isFalse();
    assertThat(ten.contains(address("9.255.255.255"))).isFalse();
    assertThat(ten.contains(address("::a00:0"))).isFalse();
    assertThat(Network.of("0.0.0.0/0").contains(address("203.0.113.9"))).isTrue();
    assertThat(Network.of("::/0").contains(address("203.0.113.9"))).isFalse();
    assertThat(Network.of("10.1.2.3").contains(address("10.1.2.3"))).isTrue();
    assertThat(Network.of("10.1.2.3").contains(address("10.1.2.2"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "driver",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "10.0.0.1/8",
        "fd00::/129",
        "10/8"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(text))
        .withMessageStartingWith("expected ");
  }

  @Test
  void aListAllowsNamesAndNetworks() throws UnknownHostException {
    AllowList list = AllowList.of("Policy_Kit, 10.1.0.0/16,fd00::/8 ,192.168.1.7");
    assertThat(list.names("policy_kit")).isTrue();
    assertThat(list.names("POLICY_KIT.")).isTrue();
    assertThat(list.names("policy_kit.example")).isFalse();
    assertThat(list.contains(address("10.1.255.255"))).isTrue();
    assertThat(list.contains(address("::ffff:10.1.0.1"))).isTrue();
    assertThat(list.contains(address("64:ff9b::10.1.0.1"))).isTrue();
    assertThat(list.contains(address("64:ff9b::10.2.0.1"))).isFalse();
    assertThat(list.contains(address("fd12::1"))).isTrue();
    assertThat(list.contains(address("192.168.1.8"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,,b", "http://a", "a:80", "[::1]", "127.1", "a b", "10.0.0.0/99"})
  void aListOfAnythingElseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AllowList.of(text))
        .withMessageStartingWith("expected ");
  }

  @Test
  void aCallIsKnownByItsMark() {
    assertThat(LoopMark.isIn("metagov-gateway")).isTrue();
    assertThat(LoopMark.isIn("cloudflare, Metagov-Gateway;v=1")).isTrue();
    assertThat(LoopMark.isIn("cloudflare;x=metagov-gateway, not-metagov-gateway")).isFalse();
  }
}
