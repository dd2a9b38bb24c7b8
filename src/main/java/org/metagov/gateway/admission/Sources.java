package org.metagov.gateway.admission;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.address.IpAddress;
import org.metagov.gateway.address.Network;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * Where calls come from: the peer, or whom a proxy names that is trusted to do so. Anybody can send
 * the header; what counts of it is what trusted proxies have added, from its end.
 */
@ApplicationScoped
public class Sources {
  /** One customer of a provider has so many of the bits, and all addresses behind them. */
  private static final int IPV6_BYTES = 8;

  private final List<Network> trusted;

  /** For the container's proxy only. */
  protected Sources() {
    trusted = List.of();
  }

  /** Trusts whom {@code settings} name. */
  @Inject
  public Sources(Settings settings) {
    trusted = settings.find(Setting.TRUSTED_PROXIES).orElse(List.of());
  }

  /**
   * Returns the source of a call: an address, or the beginning that all of one customer's have.
   *
   * @param remote the peer's address, as text
   * @param forwardedFor the values of {@code X-Forwarded-For}, in their order
   * @return empty where that is this machine, which may be a proxy for anybody
   */
  public Optional<String> of(String remote, List<String> forwardedFor) {
    return find(remote, forwardedFor)
        .filter(address -> !address.isLoopbackAddress())
        .map(Sources::name);
  }

  /** Returns the whole address, as text, of what {@link #of} returns the source of. */
  public String address(String remote, List<String> forwardedFor) {
    // An IPv4 address is written in one way; almost all calls come from one, and from no proxy.
    return forwardedFor.isEmpty() && remote.indexOf(':') < 0
        ? remote
        : find(remote, forwardedFor).map(InetAddress::getHostAddress).orElse(remote);
  }

  /** Returns whether the peer {@code remote} may say whom it calls for, and how. */
  public boolean trusts(String remote) {
    return IpAddress.of(remote).filter(this::isTrusted).isPresent();
  }

  private Optional<InetAddress> find(String remote, List<String> forwardedFor) {
    Optional<InetAddress> source = IpAddress.of(remote);
    List<String> hops = hops(forwardedFor);
    for (int i = hops.size() - 1; i >= 0 && source.filter(this::isTrusted).isPresent(); i--) {
      Optional<InetAddress> before = IpAddress.of(hops.get(i));
      if (before.isEmpty()) {
        break;
      }
      source = before;
    }
    return source;
  }

  private static List<String> hops(List<String> values) {
    List<String> hops = new ArrayList<>();
    values.forEach(
        value -> Arrays.stream(value.split(",", -1)).map(String::strip).forEach(hops::add));
    return hops;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }

  private static String name(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_BYTES)
        : address.getHostAddress();
  }
}
