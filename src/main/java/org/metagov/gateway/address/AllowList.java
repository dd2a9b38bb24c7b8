package org.metagov.gateway.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What may be called although it is not on the Internet.
 *
 * @param hosts names, in lower case, whatever they resolve to
 * @param networks addresses, whoever names them
 */
public record AllowList(Set<String> hosts, List<Network> networks) {
  /** Nothing. */
  public static final AllowList NONE = new AllowList(Set.of(), List.of());

  /**
   * Reads a list of host names, addresses and networks with commas between them.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static AllowList of(String text) {
    Set<String> hosts = new LinkedHashSet<>();
    List<Network> networks = new ArrayList<>();
    for (String entry : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      String item = entry.strip();
      if (item.contains("/") || IpAddress.of(item).isPresent()) {
        networks.add(Network.of(item));
      } else if (!item.contains(":") && HttpUrl.isHost(item)) {
        hosts.add(withoutDot(item));
      } else {
        throw new IllegalArgumentException(
            "expected host names, addresses and networks, such as driver,10.1.2.0/24,fd00::/8");
      }
    }
    return new AllowList(hosts, networks);
  }

  /** Returns whether {@code host} is one of the names. */
  public boolean names(String host) {
    return hosts.contains(withoutDot(host.toLowerCase(Locale.ROOT)));
  }

  /** Returns whether {@code address}, and every one that it hides, is in one of the networks. */
  public boolean contains(InetAddress address) {
    List<InetAddress> hidden = IpAddress.embedded(address);
    return isListed(address) || (!hidden.isEmpty() && hidden.stream().allMatch(this::isListed));
  }

  private boolean isListed(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static String withoutDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
