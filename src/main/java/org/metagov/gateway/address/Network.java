package org.metagov.gateway.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses with the same beginning, written {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632); one
 * address is a network of its own.
 *
 * @param first its first address
 * @param bits how many of the leading bits its addresses have in common
 */
public record Network(InetAddress first, int bits) {
  /** Refuses a network that does not begin with its first address: nobody knows what was meant. */
  public Network {
    byte[] bytes = first.getAddress();
    if (bits < 0 || bits > bytes.length * Byte.SIZE) {
      throw new IllegalArgumentException("expected a network such as 10.0.0.0/8 or fd00::/8");
    }
    for (int i = bits; i < bytes.length * Byte.SIZE; i++) {
      if (bit(bytes, i) != 0) {
        throw new IllegalArgumentException(
            "expected a network such as 10.0.0.0/8, with zeros behind its first " + bits + " bits");
      }
    }
  }

  /**
   * Reads a network.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static Network of(String text) {
    String[] parts = text.split("/", -1);
    InetAddress first =
        IpAddress.of(parts[0])
            .orElseThrow(
                () -> new IllegalArgumentException("expected an address, such as 10.0.0.0/8"));
    if (parts.length == 1) {
      return new Network(first, first.getAddress().length * Byte.SIZE);
    }
    if (parts.length > 2 || !parts[1].matches("\\d{1,3}")) {
      throw new IllegalArgumentException("expected a network such as 10.0.0.0/8 or fd00::/8");
    }
    return new Network(first, Integer.parseInt(parts[1]));
  }

  /**
   * Reads networks with commas between them.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static List<Network> listOf(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(Network::of).toList();
  }

  /** Returns whether {@code address} is one of its addresses. */
  public boolean contains(InetAddress address) {
    byte[] own = first.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (bit(own, i) != bit(other, i)) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
  }
}
