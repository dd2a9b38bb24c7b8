package org.metagov.gateway.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.json.PageOrder;
import org.metagov.gateway.problem.Texts;

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

  /** Returns the conditions, each with its {@code AND}. */
  String where() {
    return destination.map(d -> " AND d.destination = :destination").orElse("")
        + stream.map(s -> " AND d.stream = :stream").orElse("")
        + state.map(s -> " AND d.state = :state").orElse("")
        + key.map(k -> SEEN).orElse("");
  }

  /** Returns the values of the conditions' parameters, and of {@code :after}. */
  Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("after", after);
    destination.ifPresent(d -> parameters.put("destination", Texts.key(d)));
    stream.ifPresent(s -> parameters.put("stream", Texts.key(s)));
    state.ifPresent(s -> parameters.put("state", s));
    key.ifPresent(k -> parameters.put("key", k));
    return parameters;
  }
}
