package org.metagov.gateway.community;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.problem.Texts;

/**
 * One of the instances of a plugin that a community has.
 *
 * @param id which, for good
 * @param platformId what it is told apart by; at most one has none
 * @param readable all of it, where it was read and its config can be opened in the database
 */
public record Instance(long id, Optional<String> platformId, Optional<PluginSnapshot> readable) {
  static final int LONGEST_PLATFORM_ID = 510;

  Instance(PluginSnapshot plugin) {
    this(plugin.id(), plugin.platformId(), Optional.of(plugin));
  }

  /** Returns what stands for {@code platformId} in the database. */
  public static String key(String platformId) {
    return Texts.key(platformId, LONGEST_PLATFORM_ID);
  }

  /**
   * Returns the one of {@code all} that somebody means who says no more than {@code wanted}: where
   * nothing is said, the only one, or that without a name among those that have one.
   */
  public static Optional<Instance> meant(List<Instance> all, Optional<String> wanted) {
    return toChange(all, wanted, wanted.isEmpty());
  }

  /**
   * Returns the one of {@code all} that is to be changed into one that is called {@code
   * platformId}.
   *
   * @param alone whether whoever asks for it speaks of no other one: then it is the only one that
   *     there is, whatever that was called
   */
  public static Optional<Instance> toChange(
      List<Instance> all, Optional<String> platformId, boolean alone) {
    return alone && all.size() == 1
        ? Optional.of(all.get(0))
        : all.stream().filter(one -> one.isCalled(platformId)).findFirst();
  }

  /** Returns what those of {@code all} are called that are called something. */
  static String names(List<Instance> all) {
    return all.stream().flatMap(one -> one.platformId().stream()).collect(Collectors.joining(", "));
  }

  private boolean isCalled(Optional<String> wanted) {
    return platformId.equals(wanted) || platformId.equals(wanted.map(Instance::key));
  }
}
