package org.metagov.gateway.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.receiver.DefaultReceiver;
import org.metagov.gateway.receiver.EventFilter;
import org.metagov.gateway.receiver.ReceiverHeaders;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.ReceiverState;

/** Finds out where the messages of a lane go. */
@ApplicationScoped
public class Targets {
  private static final EventFilter EVERYTHING =
      new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), true);

  @Inject private ReceiverService receivers;
  @Inject private DefaultReceiver callbacks;

  /** Returns the target of {@code lane}; empty where its receiver is no more. */
  public Optional<Target> find(LaneSnapshot lane, StreamSnapshot stream) {
    Optional<String> receiver = ReceiverSnapshot.ofDestination(lane.destination());
    if (receiver.isPresent()) {
      return receivers.find(receiver.get()).map(Targets::of);
    }
    return stream.callbackUrl().map(url -> callbacks(url, lane.hold().isEmpty()));
  }

  private Target callbacks(String url, boolean open) {
    Optional<ReceiverSnapshot> signing = callbacks.find();
    return new Target(
        url,
        callbacks.secrets(signing),
        // They are for the receiver's own address.
        ReceiverHeaders.none(),
        EVERYTHING,
        signing.map(ReceiverSnapshot::revision).orElse(0L),
        open);
  }

  /** Returns the receiver whose address or secret the messages to {@code destination} need. */
  static String receiver(String destination) {
    return ReceiverSnapshot.ofDestination(destination).orElse(ReceiverService.DEFAULT);
  }

  /** Returns the target of the events of {@code receiver}. */
  static Target of(ReceiverSnapshot receiver) {
    return new Target(
        receiver.url(),
        receiver.secrets(),
        receiver.headers(),
        receiver.filter(),
        receiver.revision(),
        receiver.state() == ReceiverState.ACTIVE);
  }
}
