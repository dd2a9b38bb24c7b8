package org.metagov.gateway.inbox;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.Listing;

/**
 * Which webhooks are listed.
 *
 * @param after those with a greater id, or a smaller one, as the order is
 * @param order in which order
 * @param community those for this community
 * @param plugin those for this plugin
 * @param state those of which this has become
 * @param key those for communities that this key sees; absent: all
 */
public record InboxFilter(
    long after,
    PageOrder order,
    Optional<String> community,
    Optional<String> plugin,
    Optional<InboxState> state,
    Optional<String> key) {
  private static final String SEEN =
      " AND EXISTS (SELECT 1 FROM driver_key_community k WHERE k.key_id = ? AND k.community = e.community"
          + " AND k.born_at <= e.received_at AND (k.gone_at IS NULL OR k.gone_at >= e.received_at))";

  /** Returns the conditions, each with its {@code AND}. */
  String where() {
    return community.map(c -> " AND e.community = ?").orElse("")
        + plugin.map(p -> " AND e.plugin = ?").orElse("")
        + state.map(InboxFilter::where).orElse("")
        + key.map(k -> SEEN).orElse("");
  }

  /** What waits is found by the index of lanes: everything else may have piled up before it. */
  private static String where(InboxState state) {
    return switch (state) {
      case WAITING -> " AND e." + InboxRows.WAITS;
      // Their ids are found before.
      case PARKED -> "";
      case DONE, DISCARDED -> " AND e.state = '" + state.name() + "'";
    };
  }

  /** Returns whether they are read from the end of the table, and not by the index of lanes. */
  boolean isFromTheEnd() {
    return order == PageOrder.NEWEST && state.filter(InboxState.WAITING::equals).isEmpty();
  }

  /** Returns whether they are found among those that are parked. */
  boolean isParked() {
    return state.filter(InboxState.PARKED::equals).isPresent();
  }

  /** Returns how many ids are looked at for a page: what is looked for may be rare. */
  long lookedAt() {
    return isSearch() && !isParked() ? Listing.LOOKED_AT : Long.MAX_VALUE;
  }

  private boolean isSearch() {
    return community.isPresent() || plugin.isPresent() || state.isPresent() || key.isPresent();
  }

  /** Returns whether a webhook like this may be one of them. */
  boolean mayBe(String ofCommunity, String ofPlugin, String inState) {
    return community.map(Texts::key).map(ofCommunity::equals).orElse(true)
        && plugin.map(Texts::key).map(ofPlugin::equals).orElse(true)
        && state.map(InboxState::name).map(inState::equals).orElse(true);
  }

  /** Returns the values of the conditions' parameters. */
  List<Object> parameters() {
    return Stream.of(community.map(Texts::key), plugin.map(Texts::key), key)
        .flatMap(Optional::stream)
        .<Object>map(text -> text)
        .toList();
  }
}
