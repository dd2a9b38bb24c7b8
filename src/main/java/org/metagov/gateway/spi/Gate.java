package org.metagov.gateway.spi;

import java.util.Optional;
import java.util.Set;

/** What becomes of a webhook, decided before anything of it is kept. */
public sealed interface Gate {
  /**
   * It is kept, answered, and worked on later.
   *
   * @param deliveryId the same whenever the platform sends it again; what decides has to be covered
   *     by the signature. An empty one is none; in place of one that is longer than 200 characters,
   *     or has others than the visible ones of ASCII, stands its digest
   * @param platformIds whom it is for, where the platform has one URL for all communities: the
   *     values of the config's member with {@link PlatformId}
   * @param reply the answer, once it is kept
   */
  record Accept(Optional<String> deliveryId, Set<String> platformIds, Reply reply) implements Gate {
    /** Takes any id that a platform may choose. */
    public Accept {
      deliveryId = deliveryId.filter(id -> !id.isEmpty()).map(DeliveryIds::keepable);
      platformIds = Set.copyOf(platformIds);
    }
  }

  /** It is answered, and nothing of it is kept: a handshake. */
  record Answer(Reply reply) implements Gate {}

  /**
   * It is refused.
   *
   * @param status such as 401; one that the gateway's errors do not have becomes 400
   * @param reason for whoever sets the webhook up; it holds no secret
   */
  record Refuse(int status, String reason) implements Gate {}

  /**
   * It is of something else than what the community has set up, such as another group: answered
   * 200, so that the platform does not send it again; not kept, and counted.
   *
   * @param reason for the log; it holds no secret
   */
  record PassOver(String reason) implements Gate {}

  /** It is kept; nobody can tell whether it comes twice. */
  static Gate accept() {
    return new Accept(Optional.empty(), Set.of(), Reply.OK);
  }

  /** It is kept, once. */
  static Gate accept(String deliveryId) {
    return new Accept(Optional.of(deliveryId), Set.of(), Reply.OK);
  }

  /** It is refused with 401, because of {@code reason}. */
  static Gate unverified(String reason) {
    return new Refuse(401, reason);
  }

  /** It is passed over, because of {@code reason}. */
  static Gate passOver(String reason) {
    return new PassOver(reason);
  }
}
