package org.metagov.gateway.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that belong to the Internet and to nobody's own network: global unicast, what
 * IANA's registries of special-purpose addresses do not take out as "not globally reachable".
 */
public final class GlobalAddresses {
  private static final List<Network> SPECIAL_IPV4 =
      networks(
          "0.0.0.0/8", // This host
          "10.0.0.0/8", // Private
          "100.64.0.0/10", // Behind a provider's NAT
          "127.0.0.0/8", // Loopback
          "169.254.0.0/16", // Link-local: the metadata of clouds
          "172.16.0.0/12", // Private
          "192.0.0.0/24", // IETF protocols
          "192.0.2.0/24", // Documentation
          "192.88.99.0/24", // Relays of 6to4
          "192.168.0.0/16", // Private
          "198.18.0.0/15", // Benchmarks
          "198.51.100.0/24", // Documentation
          "203.0.113.0/24", // Documentation
          "224.0.0.0/4", // Multicast
          "240.0.0.0/4"); // Reserved, and broadcast

  private static final Network GLOBAL_IPV6 = Network.of("2000::/3");
  private static final Network NAT64 = Network.of("64:ff9b::/96");
  private static final Network TEREDO = Network.of("2001::/32");
  private static final List<Network> SPECIAL_IPV6 =
      networks(
          "2001::/23", // IETF protocols: Teredo (below), benchmarks, ORCHID
          "2001:db8::/32", // Documentation
          "3fff::/20"); // Documentation

  private GlobalAddresses() {}

  /** Returns whether {@code address} is one of them, and every one that it hides. */
  public static boolean contain(InetAddress address) {
    if (address instanceof Inet4Address) {
      return SPECIAL_IPV4.stream().noneMatch(special -> special.contains(address));
    }
    boolean global =
        NAT64.contains(address)
            || TEREDO.contains(address)
            || (GLOBAL_IPV6.contains(address)
                && SPECIAL_IPV6.stream().noneMatch(special -> special.contains(address)));
    return global && IpAddress.embedded(address).stream().allMatch(GlobalAddresses::contain);
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::of).toList();
  }
}
