package org.metagov.gateway.instance;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.CommunitySnapshot.Unreadable;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.Instance;

/**
 * What a community has beside an instance, of the same plugin, while a change of it is under way:
 * the platform may have webhooks of theirs, which are not that instance's to take away.
 *
 * @param community the community's name
 * @param configs those that they have, and those that the change is to give them
 * @param areKnown whether the config of each of them can be read
 */
public record Siblings(String community, List<JsonObject> configs, boolean areKnown) {
  /** Returns those of an instance that is alone. */
  public static Siblings none(String community) {
    return new Siblings(community, List.of(), true);
  }

  /**
   * Returns those of what is to become {@code one} of {@code wanted}. What the change removes is
   * among them: it stays if the change fails, and takes away what it has when it goes.
   */
  public static Siblings of(
      DesiredPlugin one, List<DesiredPlugin> wanted, CommunitySnapshot before) {
    Optional<Long> id = one.instanceIn(before).map(Instance::id);
    return of(
        one.plugin().name(),
        wanted.stream().filter(other -> !other.equals(one)),
        before.name(),
        before.plugins().stream().filter(other -> !id.equals(Optional.of(other.id()))),
        before.unreadable().stream().filter(other -> !id.equals(Optional.of(other.id()))));
  }

  /** Returns those that {@code leaving}, one of {@code gone}, leaves behind. */
  public static Siblings of(
      PluginSnapshot leaving,
      List<Long> gone,
      List<DesiredPlugin> wanted,
      CommunitySnapshot before) {
    return of(
        leaving.plugin(),
        wanted.stream(),
        before.name(),
        before.plugins().stream().filter(other -> !gone.contains(other.id())),
        before.unreadable().stream().filter(other -> !gone.contains(other.id())));
  }

  private static Siblings of(
      String plugin,
      Stream<DesiredPlugin> wanted,
      String community,
      Stream<PluginSnapshot> there,
      Stream<Unreadable> unreadable) {
    return new Siblings(
        community,
        Stream.concat(
                there.filter(other -> other.plugin().equals(plugin)).map(PluginSnapshot::config),
                wanted
                    .filter(other -> other.plugin().name().equals(plugin))
                    .map(DesiredPlugin::config))
            .toList(),
        unreadable.noneMatch(other -> other.plugin().equals(plugin)));
  }
}
