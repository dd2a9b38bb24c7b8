package org.metagov.gateway.lane;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.store.Listing;

/**
 * Which deliveries are listed.
 *
 * @param after those with a greater id, or a smaller one, as the order is
 * @param order in which order
 * @param destination those to this destination
 * @param stream those of this stream
 * @param state those of which this has become
 * @param key those of logs of communities that this key sees; absent: all
 */
public record DeliveryFilter(
    long after,
    PageOrder order,
    Optional<String> destination,
    Optional<String> stream,
    Optional<DeliveryState> state,
    Optional<String> key) {
  /** Of whatever has a stream, here {@code d}. */
  private static final String SEEN =
      " AND d.stream IN (SELECT CONCAT('community/', k.community) FROM KeyCommunity k"
          + " WHERE k.keyId = :key)";

  /** Returns whether they are read from the end of what went to the destination. */
  boolean isFromTheEnd() {
    return order == PageOrder.NEWEST && destination.isPresent();
  }

  /** Returns how many ids are looked at for a page: what is looked for may be rare. */
  long lookedAt() {
    return stream.isEmpty() && state.isEmpty() && key.isEmpty()
        ? Long.MAX_VALUE
        : Listing.LOOKED_AT;
  }

  /** Returns whether a delivery like this may be one of them. */
  boolean mayBe(String ofStream, String inState) {
    return stream.map(Texts::key).map(ofStream::equals).orElse(true)
        && state.map(DeliveryState::name).map(inState::equals).orElse(true);
  }

  /** Returns the conditions, each with its {@code AND}. */
  String where() {
    return destination.map(d -> " AND d.destination = :destination").orElse("")
        + stream.map(s -> " AND d.stream = :stream").orElse("")
        + state.map(s -> " AND d.state = :state").orElse("")
        + key.map(k -> SEEN).orElse("");
  }

  /** Returns the values of the conditions' parameters. */
  Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    destination.ifPresent(d -> parameters.put("destination", Texts.key(d)));
    stream.ifPresent(s -> parameters.put("stream", Texts.key(s)));
    state.ifPresent(s -> parameters.put("state", s));
    key.ifPresent(k -> parameters.put("key", k));
    return parameters;
  }
}
