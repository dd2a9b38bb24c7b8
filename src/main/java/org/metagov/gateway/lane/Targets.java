package org.metagov.gateway.lane;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.driver.Target;
import org.metagov.gateway.event.StreamSnapshot;
import org.metagov.gateway.key.DriverKeySnapshot;
import org.metagov.gateway.key.KeyCommunityService;
import org.metagov.gateway.key.KeyHash;
import org.metagov.gateway.key.KeyRing;
import org.metagov.gateway.receiver.DefaultReceiver;
import org.metagov.gateway.receiver.EventFilter;
import org.metagov.gateway.receiver.EventFormat;
import org.metagov.gateway.receiver.KnownReceivers;
import org.metagov.gateway.receiver.ReceiverHeaders;
import org.metagov.gateway.receiver.ReceiverMark;
import org.metagov.gateway.receiver.ReceiverService;
import org.metagov.gateway.receiver.ReceiverSnapshot;
import org.metagov.gateway.receiver.ReceiverState;
import org.metagov.gateway.receiver.SigningSecret;

/** Finds out where the messages of a lane go. */
@ApplicationScoped
public class Targets {
  private static final EventFilter EVERYTHING =
      new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), true);

  @Inject private KnownReceivers receivers;
  @Inject private DefaultReceiver callbacks;
  @Inject private KeyRing ring;
  @Inject private KeyHash hash;
  @EJB private KeyCommunityService communities;

  /**
   * Returns the target of {@code lane}; empty where its receiver is no more.
   *
   * @param mark that of the {@link #receiver} of its destination, if there is one
   */
  public Optional<Target> find(
      LaneSnapshot lane, StreamSnapshot stream, Optional<ReceiverMark> mark) {
    Optional<ReceiverSnapshot> receiver =
        mark.flatMap(it -> receivers.find(receiver(lane.destination()), it));
    return ReceiverSnapshot.ofDestination(lane.destination()).isPresent()
        ? receiver.map(found -> clamped(found, stream.community()))
        : stream.callbackUrl().map(url -> callbacks(url, stream, receiver, lane.hold().isEmpty()));
  }

  /** The receiver hears of no more than the key that has made it may see, as long as it may. */
  private Target clamped(ReceiverSnapshot receiver, String community) {
    Target target = of(receiver);
    if (receiver.driverKey().isEmpty()) {
      return target;
    }
    // Its lane rests for good without one: it must not be by what was read before it was woken.
    Optional<DriverKeySnapshot> key = ring.aliveNow(receiver.driverKey().get());
    boolean everywhere = key.filter(DriverKeySnapshot::everywhere).isPresent();
    return new Target(
        target.url(),
        target.secrets(),
        target.headers(),
        target.format(),
        target.filter(),
        target.revision(),
        everywhere
            ? Optional.empty()
            : Optional.of(communities.lifetimes(receiver.driverKey().get(), community)),
        target.open() && key.isPresent());
  }

  private Target callbacks(
      String url, StreamSnapshot stream, Optional<ReceiverSnapshot> signing, boolean open) {
    return new Target(
        url,
        stream
            .driverKey()
            .map(key -> List.of(SigningSecret.of(hash.callbackSecret(key))))
            .orElseGet(() -> callbacks.secrets(signing)),
        // They are for the receiver's own address.
        ReceiverHeaders.none(),
        EventFormat.METAGOV,
        EVERYTHING,
        signing.map(ReceiverSnapshot::revision).orElse(0L),
        Optional.empty(),
        open);
  }

  /** Returns the receiver whose address or secret the messages to {@code destination} need. */
  public static String receiver(String destination) {
    return ReceiverSnapshot.ofDestination(destination).orElse(ReceiverService.DEFAULT);
  }

  /** Returns the target of the events of {@code receiver}. */
  public static Target of(ReceiverSnapshot receiver) {
    return new Target(
        receiver.url(),
        receiver.secrets(),
        receiver.headers(),
        receiver.format(),
        receiver.filter(),
        receiver.revision(),
        Optional.empty(),
        receiver.state() == ReceiverState.ACTIVE);
  }
}
