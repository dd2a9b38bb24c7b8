package org.example.plugins.paced;

import java.util.Optional;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.Process;

/** Processes that tell their platform, at each check, when the check was due. */
@MetagovPlugin("paced")
public class Paced implements Plugin<Paced.Config> {
  /** The config. */
  public record Config(Optional<String> serverUrl) {}

  /** Is checked again and again, and never ends by itself. */
  @Process(value = "watch", description = "Be checked again and again")
  public GovernanceProcess<Config, Watch.Pace, Watch.Due> watch() {
    return new Watch();
  }
}
