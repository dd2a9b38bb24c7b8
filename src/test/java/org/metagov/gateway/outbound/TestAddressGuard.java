package org.metagov.gateway.outbound;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.metagov.gateway.address.AllowList;

/** A guard for tests of other packages. */
public final class TestAddressGuard {
  private TestAddressGuard() {}

  /** Returns that of a server which others reach, and which knows no names. */
  public static AddressGuard ofAPublicServer() {
    return new AddressGuard(
        new AddressGuard.Rules(
            AllowList.NONE, port -> false, () -> false, Optional.empty(), Optional.empty()),
        new NameLookup(
            host -> {
              throw new UnknownHostException(host);
            },
            Runnable::run,
            Duration.ofSeconds(5)));
  }
}
