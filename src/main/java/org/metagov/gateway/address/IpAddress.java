package org.metagov.gateway.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as they are written, without asking a name server. */
public final class IpAddress {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]*:[0-9a-f:.]*");

  private static final Network NAT64 = Network.of("64:ff9b::/96");
  private static final Network SIX_TO_FOUR = Network.of("2002::/16");
  private static final Network TEREDO = Network.of("2001::/32");

  private IpAddress() {}

  /** Returns whether {@code text} is an address as RFC 3986 writes it: four decimal numbers. */
  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  /** Returns whether {@code text}, in lower case, is one, without a zone. */
  static boolean isIpv6(String text) {
    return IPV6.matcher(text).matches() && parsed(text).isPresent();
  }

  /** Returns the address that {@code text} is; empty where it is a name. */
  public static Optional<InetAddress> of(String text) {
    return isIpv4(text) || isIpv6(text) ? parsed(text) : Optional.empty();
  }

  private static Optional<InetAddress> parsed(String literal) {
    try {
      // Of a text with these characters only, no name server is asked.
      return Optional.of(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the IPv4 addresses that packets to {@code address} end at, on the way through a
   * translator or a tunnel: NAT64, 6to4, ISATAP, and both of Teredo. One that is mapped (RFC 4291)
   * Java itself takes for the IPv4 address.
   */
  static List<InetAddress> embedded(InetAddress address) {
    if (address instanceof Inet4Address) {
      return List.of();
    }
    byte[] bytes = address.getAddress();
    if (NAT64.contains(address)) {
      return List.of(ipv4(bytes, 12, 0));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return List.of(ipv4(bytes, 2, 0));
    }
    if (TEREDO.contains(address)) {
      return List.of(ipv4(bytes, 4, 0), ipv4(bytes, 12, 0xff));
    }
    boolean isatap =
        (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
    return isatap ? List.of(ipv4(bytes, 12, 0)) : List.of();
  }

  private static InetAddress ipv4(byte[] bytes, int from, int flipped) {
    byte[] four = Arrays.copyOfRange(bytes, from, from + 4);
    for (int i = 0; i < four.length; i++) {
      four[i] ^= (byte) flipped;
    }
    try {
      return InetAddress.getByAddress(four);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
