package org.metagov.gateway.key;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Base64;
import org.metagov.gateway.access.KeyedHash;

/** What is kept of a driver key, and what can be told from it. */
@ApplicationScoped
public class KeyHash {
  private final KeyedHash keyed;

  /** For the container's proxy only. */
  protected KeyHash() {
    keyed = null;
  }

  @Inject
  public KeyHash(KeyedHash hash) {
    this.keyed = hash;
  }

  /** Returns the keyed hash of {@code key}, by which it is known again. */
  String of(String key) {
    return keyed.hex("driver-keys", key);
  }

  /**
   * Returns what callbacks are signed with that the holder of the key {@code id} has asked for: it
   * follows from the id, and is kept nowhere.
   */
  public String callbackSecret(String id) {
    return "whsec_" + Base64.getEncoder().encodeToString(keyed.mac("driver-key-callbacks", id));
  }
}
