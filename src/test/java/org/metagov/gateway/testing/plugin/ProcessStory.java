package org.metagov.gateway.testing.plugin;

import jakarta.json.JsonObject;
import java.util.List;

/**
 * What happens to a process on a {@link FakePlatform}.
 *
 * @param <F> the platform
 */
public interface ProcessStory<F extends FakePlatform> {
  /** Returns the process's name. */
  String process();

  /** Returns what it is started with. */
  JsonObject parameters(F platform);

  /** Returns parameters that are refused before the platform hears of them. */
  List<JsonObject> bad();

  /** Lets people take part, so that the outcome is another one; the process goes on. */
  void vote(F platform);

  /** Lets the platform, or somebody there, end it. */
  void end(F platform);

  /** Returns how many such objects the platform has, ended or not. */
  int count(F platform);

  /** Returns whether it ends on the platform, by itself or by somebody there. */
  default boolean endsThere() {
    return true;
  }

  /** Returns whether the platform sends a webhook when it has ended. */
  default boolean tellsOfEnd() {
    return true;
  }
}
