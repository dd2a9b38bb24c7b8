package org.metagov.gateway.instance;

import java.util.Optional;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.spi.Credential;

/**
 * A credential that calls are made with, and how the platform counts them.
 *
 * @param name what the credential of an instance is called; empty where it is none of an instance's
 * @param account what the platform counts by, whichever credential it is
 */
record CredentialInUse(Optional<String> name, Optional<String> account, Credential credential) {
  static CredentialInUse of(Optional<String> name, Credential credential) {
    return new CredentialInUse(name, Optional.empty(), credential);
  }

  static CredentialInUse counted(String account, Credential credential) {
    return new CredentialInUse(Optional.empty(), Optional.of(account), credential);
  }

  /**
   * Returns by what calls are counted: a platform counts by a credential whatever its token is just
   * now.
   *
   * @param owner whose the credential is, where it is that of an instance
   */
  String countedBy(String owner) {
    return account
        .map(of -> "of the server " + of)
        .or(() -> name.map(own -> owner + " " + own))
        .orElseGet(() -> Secrets.digest(credential.token()));
  }

  /** Returns whether it may be that of many communities, such as the token of the one bot. */
  boolean isShared() {
    return name.isEmpty();
  }
}
