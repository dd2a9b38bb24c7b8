package org.metagov.gateway.settings;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Which version of the gateway runs: what the manifest of its WAR says. */
public final class Version {
  static final String UNKNOWN = "unknown";

  private Version() {}

  /** Returns the version of the WAR that {@code context} is of. */
  public static String of(ServletContext context) {
    try (InputStream in = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      return in == null
          ? UNKNOWN
          : Optional.ofNullable(
                  new Manifest(in)
                      .getMainAttributes()
                      .getValue(Attributes.Name.IMPLEMENTATION_VERSION))
              .orElse(UNKNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
