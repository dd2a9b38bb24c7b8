package org.metagov.gateway.spi;

import java.util.Locale;

/** How a community lets the gateway in to a platform. */
public enum AuthType {
  /** Nothing is needed. */
  NONE,
  /** A key stands in the plugin's config. */
  API_KEY,
  /** Somebody installs an app on the platform. */
  OAUTH;

  /** Returns the name on the wire, such as {@code api_key}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
