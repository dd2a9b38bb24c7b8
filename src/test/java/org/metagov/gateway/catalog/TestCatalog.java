package org.metagov.gateway.catalog;

import org.metagov.gateway.spi.Plugin;

/** Reads plugins as the server does, also for tests of other packages. */
public final class TestCatalog {
  private TestCatalog() {}

  /**
   * Returns what {@code plugin} declares.
   *
   * @throws DeclarationException where it is declared wrongly
   */
  public static PluginDescriptor read(Plugin<?> plugin) {
    return DescriptorReader.read(plugin.getClass(), plugin);
  }
}
