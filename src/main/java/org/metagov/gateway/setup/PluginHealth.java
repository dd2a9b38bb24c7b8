package org.metagov.gateway.setup;

import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;

/**
 * What one room knows of how an enabled plugin does. Rooms above this one tell it here: a community
 * is looked at as a whole, though no room knows all of it.
 */
public interface PluginHealth {
  /**
   * Returns it of each of {@code plugins}, of which there is one at least, by the ids of the
   * instances; by ranges of indexes alone, since people look often, and by as many statements for
   * all as for one, since they look at lists.
   */
  Map<Long, Part> of(List<PluginSnapshot> plugins);

  /**
   * A part of how a plugin does.
   *
   * @param member its name in the answer
   * @param value what is told; null where there is nothing of the kind
   * @param troubles what somebody should look at, in words for programs
   */
  record Part(String member, JsonValue value, List<String> troubles) {
    /** Copies {@code troubles}. */
    public Part {
      troubles = List.copyOf(troubles);
    }
  }
}
