package org.example.plugins.broken;

import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;

/** Declares an action whose result has no JSON Schema. */
@MetagovPlugin("broken")
public class Broken implements Plugin<Broken.Config> {
  /** Nothing to configure. */
  public record Config() {}

  /** Returns what cannot be described. */
  @Action(value = "wrong", description = "Return what cannot be described")
  public Thread wrong(PluginInstance<Config> instance) {
    return Thread.currentThread();
  }
}
