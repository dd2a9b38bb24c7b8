package org.metagov.gateway.catalog;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.Plugin;

/** The plugins of this server: those that {@code WEB-INF/beans.xml} enables. */
@ApplicationScoped
public class Catalog {
  @Inject @Any private Instance<Plugin<?>> enabled;
  @Inject private Settings settings;

  private Map<String, PluginDescriptor> plugins = Map.of();

  /** What the server has set for each plugin. */
  private final Map<String, PluginSettings> read = new ConcurrentHashMap<>();

  /**
   * Reads every enabled plugin.
   *
   * @throws DeclarationException where one is declared wrongly
   */
  @PostConstruct
  void read() {
    Map<String, PluginDescriptor> found = new TreeMap<>();
    for (Instance.Handle<? extends Plugin<?>> handle : enabled.handles()) {
      // The bean's class: annotations are not on the proxy that get() returns.
      Class<?> type = handle.getBean().getBeanClass();
      PluginDescriptor plugin = DescriptorReader.read(type, handle.get());
      PluginDescriptor other = found.put(plugin.name(), plugin);
      if (other != null) {
        throw new DeclarationException(
            type, "its name '" + plugin.name() + "' is also that of " + other.type().getName());
      }
    }
    plugins = Collections.unmodifiableMap(found);
  }

  /**
   * Reads the settings that the server has for each plugin.
   *
   * @throws org.metagov.gateway.settings.InvalidSettingException naming the keys of what is wrong
   */
  public void readSettings() {
    for (PluginDescriptor plugin : all()) {
      settings.known(PluginSettings.keys(plugin));
      settings(plugin);
    }
  }

  /** Returns the settings that the server has for {@code plugin}. */
  public PluginSettings settings(PluginDescriptor plugin) {
    return read.computeIfAbsent(plugin.name(), name -> PluginSettings.read(plugin, settings::text));
  }

  /** Returns every plugin, by name. */
  public Collection<PluginDescriptor> all() {
    return plugins.values();
  }

  /** Returns the names of those that {@code fits}: what is of others waits until they are here. */
  public List<String> names(Predicate<PluginDescriptor> fits) {
    return all().stream().filter(fits).map(PluginDescriptor::name).toList();
  }

  /** Returns the plugin {@code name}, if it is enabled. */
  public Optional<PluginDescriptor> find(String name) {
    return Optional.ofNullable(plugins.get(name));
  }

  /**
   * Returns the plugin {@code name}.
   *
   * @throws ProblemException of {@code otherwise} where no such plugin is enabled
   */
  public PluginDescriptor require(String name, ProblemType otherwise) {
    return find(name)
        .orElseThrow(() -> new ProblemException(otherwise, "No such plugin registered: " + name));
  }
}
