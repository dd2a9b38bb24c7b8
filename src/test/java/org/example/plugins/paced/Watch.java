package org.example.plugins.paced;

import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Progress;

/** A process that asks to be checked at times that it knows. */
public class Watch implements GovernanceProcess<Paced.Config, Watch.Pace, Watch.Due> {
  /** When it is checked: first at {@code first}, then {@code every} so many seconds. */
  public record Pace(Instant first, long every) {}

  /** When it is checked next. */
  public record Due(Instant at, long every) {}

  @Override
  public Progress<Due> start(PluginInstance<Paced.Config> instance, Pace pace, String startKey) {
    return pending(new Due(pace.first(), pace.every()));
  }

  @Override
  public Progress<Due> check(PluginInstance<Paced.Config> instance, Due due) {
    instance.http().get(instance.serverUrl().orElseThrow() + "/due/" + due.at()).send();
    return pending(new Due(instance.now().plusSeconds(due.every()), due.every()));
  }

  private static Progress<Due> pending(Due due) {
    // A URL, so that its driver has something to hear of at once.
    return new Progress.Pending<>(
        due,
        JsonValue.EMPTY_JSON_OBJECT,
        Optional.of("http://127.0.0.1/watch"),
        Optional.empty(),
        Optional.of(due.at()));
  }
}
