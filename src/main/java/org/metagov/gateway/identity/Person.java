package org.metagov.gateway.identity;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.spi.LinkQuality;

/**
 * A person, as the gateway knows them.
 *
 * @param primary their primary Metagov id
 * @param ids all of them, in order
 * @param merges how it is known that those are of one person
 * @param accounts what is linked to them, in the order in which it was
 */
public record Person(
    long primary, List<MetagovId> ids, List<Merge> merges, List<LinkedAccount> accounts) {

  /**
   * A Metagov id.
   *
   * @param community the one that it was made for; empty where that is gone
   */
  public record MetagovId(long id, Optional<String> community, Instant createdAt) {}

  /** Two ids that were merged. */
  public record Merge(long primaryId, long secondaryId, Link link, Instant mergedAt) {}

  /** Returns the communities that know of them. */
  Stream<String> communities() {
    return Stream.concat(
            ids.stream().map(MetagovId::community).flatMap(Optional::stream),
            accounts.stream().map(account -> account.name().community()))
        .distinct();
  }

  /** Returns whether {@code id} is one of theirs. */
  boolean has(long id) {
    return ids.stream().anyMatch(own -> own.id() == id);
  }

  /** Returns whether {@code id} is one of theirs that was made for {@code community}. */
  boolean isOf(long id, String community) {
    return ids.stream()
        .anyMatch(own -> own.id() == id && own.community().filter(community::equals).isPresent());
  }

  /** Returns how two of their ids were merged, if it was these two, in whichever order. */
  Optional<Merge> merge(long one, long other) {
    return merges.stream()
        .filter(merge -> across(merge, one).filter(id -> id == other).isPresent())
        .findFirst();
  }

  /** Returns what {@code seen} communities know of them. */
  Person within(Predicate<String> seen) {
    return new Person(
        primary,
        ids,
        merges,
        accounts.stream().filter(account -> seen.test(account.name().community())).toList());
  }

  /** Returns them as drivers see them, who have asked for {@code source}. */
  JsonObject view(long source) {
    return JsonText.object()
        .add("source_ID", source)
        .add("primary_ID", primary)
        .add("linked_accounts", linked())
        .build();
  }

  private JsonArrayBuilder linked() {
    JsonArrayBuilder linked = JsonText.array();
    accounts.forEach(account -> linked.add(account.view()));
    return linked;
  }

  /** Returns all that is kept of them. */
  JsonObject export() {
    JsonArrayBuilder all = JsonText.array();
    for (MetagovId id : ids) {
      all.add(
          JsonText.object()
              .add("external_id", id.id())
              .add("community", JsonText.string(id.community().orElse(null)))
              .add("created_at", id.createdAt().toString()));
    }
    JsonArrayBuilder merged = JsonText.array();
    for (Merge merge : merges) {
      merged.add(
          JsonText.object()
              .add("primary_instance_id", merge.primaryId())
              .add("secondary_instance_id", merge.secondaryId())
              .add("link_type", merge.link().type().wireName())
              .add("link_quality", merge.link().quality().wireName())
              .add("merged_at", merge.mergedAt().toString()));
    }
    return JsonText.object()
        .add("primary_ID", primary)
        .add("ids", all)
        .add("merges", merged)
        .add("linked_accounts", linked())
        .build();
  }

  /**
   * Returns how sure it is that two accounts of theirs are of one person: as sure as the weakest of
   * the links between them, which are those of the accounts, and of the merges on the way from the
   * one's id to the other's.
   */
  LinkQuality between(LinkedAccount one, LinkedAccount other) {
    LinkQuality ends = one.link().quality().and(other.link().quality());
    return ends.and(way(one.externalId(), other.externalId()));
  }

  /** They hang together in one way only, so whichever is found first is it. */
  private LinkQuality way(long from, long to) {
    Map<Long, LinkQuality> reached = new HashMap<>(Map.of(from, LinkQuality.STRONG));
    Deque<Long> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty() && !reached.containsKey(to)) {
      long here = open.remove();
      for (Merge merge : merges) {
        Optional<Long> next = across(merge, here).filter(id -> !reached.containsKey(id));
        if (next.isPresent()) {
          reached.put(next.get(), reached.get(here).and(merge.link().quality()));
          open.add(next.get());
        }
      }
    }
    return reached.getOrDefault(to, LinkQuality.UNKNOWN);
  }

  private static Optional<Long> across(Merge merge, long here) {
    if (merge.primaryId() == here) {
      return Optional.of(merge.secondaryId());
    }
    return merge.secondaryId() == here ? Optional.of(merge.primaryId()) : Optional.empty();
  }
}
