package org.metagov.gateway.credential;

import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Renewal;

/** The credentials of one instance, as {@link PluginInstance} has them. */
public interface OwnCredentials {
  /** Returns a credential, renewed if it has to be. */
  Credential get(String name, Renewal renewal);

  /** Keeps a credential. */
  void keep(String name, Credential credential);

  /** Forgets a credential, if there is one. */
  void forget(String name);

  /** A credential is not taken any more. */
  void refused(String name, Credential credential);
}
