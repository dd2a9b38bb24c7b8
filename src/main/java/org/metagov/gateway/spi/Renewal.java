package org.metagov.gateway.spi;

import java.util.Optional;

/** Gets a new {@link Credential} from a platform. */
@FunctionalInterface
public interface Renewal {
  /**
   * Asks the platform. What this returns is kept before anybody uses it, whatever becomes of the
   * work that needed it. After a crash in between, {@code before} is tried again, as nobody knows
   * of anything else.
   *
   * @param before the last one; empty where there never was one
   * @throws PlatformException where the platform fails; {@link PlatformException#gone} where it
   *     takes {@code before} no more, and somebody has to let the gateway in again
   */
  Credential renew(Optional<Credential> before);
}
