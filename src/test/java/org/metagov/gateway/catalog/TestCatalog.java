package org.metagov.gateway.catalog;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.schema.InputSchema;
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

  /** Returns the settings of {@code plugin} where {@code texts} are set, by their whole keys. */
  public static PluginSettings settings(PluginDescriptor plugin, Map<String, String> texts) {
    return PluginSettings.read(plugin, key -> Optional.ofNullable(texts.get(key)));
  }

  /** Returns {@code source}, a JSON Schema of draft 7, ready to check values. */
  public static InputSchema schema(JsonObject source) {
    return InputSchema.of(source);
  }
}
