package org.metagov.gateway.setup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.community.CommunitySnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.HookPath;
import org.metagov.gateway.community.Instance;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * Sees to it that no two instances of a plugin in a community have the same path for webhooks: one
 * may have that without a slug, which it has where it is alone; what comes beside it has a slug.
 */
final class HookPaths {
  /** By plugin, the slugs that are in use; empty: the path without one. */
  private final Map<String, Set<String>> taken = new HashMap<>();

  /** The plugins of which an instance cannot be read, and stays so. */
  private final Set<String> unknown = new HashSet<>();

  private final CommunitySnapshot before;

  private HookPaths(CommunitySnapshot before) {
    this.before = before;
  }

  /**
   * Returns {@code wanted}, in which each instance has its own path.
   *
   * @param gone the ids of the instances that go
   * @throws ProblemException 400 where two want the same, or one cannot have its own
   */
  static List<DesiredPlugin> guarded(
      List<DesiredPlugin> wanted, CommunitySnapshot before, List<Long> gone) {
    return new HookPaths(before).among(wanted, gone);
  }

  private List<DesiredPlugin> among(List<DesiredPlugin> wanted, List<Long> gone) {
    List<DesiredPlugin> guarded =
        wanted.stream().map(plugin -> HookPath.guarded(plugin, plugin.in(before))).toList();
    takeOthers(guarded, gone);
    guarded.stream().filter(this::isSettled).forEach(this::take);
    List<DesiredPlugin> all = new ArrayList<>();
    guarded.forEach(plugin -> all.add(isSettled(plugin) ? plugin : settled(plugin)));
    return all;
  }

  /** What nobody speaks of stays as it is. */
  private void takeOthers(List<DesiredPlugin> wanted, List<Long> gone) {
    Set<Long> spokenOf =
        wanted.stream()
            .flatMap(plugin -> plugin.instanceIn(before).stream())
            .map(Instance::id)
            .collect(Collectors.toCollection(HashSet::new));
    spokenOf.addAll(gone);
    before.plugins().stream()
        .filter(plugin -> !spokenOf.contains(plugin.id()))
        .forEach(plugin -> of(plugin.plugin()).add(HookPath.slug(plugin.config()).orElse("")));
    before.unreadable().stream()
        .filter(plugin -> !spokenOf.contains(plugin.id()))
        .forEach(plugin -> unknown.add(plugin.plugin()));
  }

  /** Whether it says which, or has that without a slug already. */
  private boolean isSettled(DesiredPlugin plugin) {
    return !plugin.plugin().hooks()
        || HookPath.slug(plugin.config()).isPresent()
        || plugin.in(before).filter(old -> HookPath.slug(old.config()).isEmpty()).isPresent();
  }

  private void take(DesiredPlugin plugin) {
    String slug = HookPath.slug(plugin.config()).orElse("");
    if (plugin.plugin().hooks() && !of(plugin.plugin().name()).add(slug)) {
      throw new ProblemException(
          ProblemType.INVALID,
          "Two instances of plugin '%s' have the same webhook_slug"
              .formatted(plugin.plugin().name()));
    }
  }

  /** The path without a slug; where one cannot be read, nobody knows whether it has that. */
  private boolean takeBare(DesiredPlugin plugin) {
    String name = plugin.plugin().name();
    return !unknown.contains(name) && of(name).add("");
  }

  private DesiredPlugin settled(DesiredPlugin plugin) {
    Optional<String> old = plugin.in(before).flatMap(it -> HookPath.slug(it.config()));
    // One that the gateway has made is nothing that a driver would have left out to be rid of it.
    boolean stays = old.filter(HookPath::isInvented).isPresent();
    if (!stays && takeBare(plugin)) {
      return plugin;
    }
    if (!HookPath.canHaveSlug(plugin.plugin())) {
      throw new ProblemException(
          ProblemType.INVALID,
          "Plugin '%s' has one path for webhooks, and so one instance in a community"
              .formatted(plugin.plugin().name()));
    }
    DesiredPlugin settled = HookPath.slugged(plugin, old.orElseGet(HookPath::invented));
    take(settled);
    return settled;
  }

  private Set<String> of(String plugin) {
    return taken.computeIfAbsent(plugin, name -> new HashSet<>());
  }
}
