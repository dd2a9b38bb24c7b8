package org.metagov.gateway.spi;

import java.util.Optional;
import java.util.Set;

/** What becomes of a webhook, decided before anything of it is kept. */
public sealed interface Gate {
  /**
   * It is kept, answered, and worked on later; or worked on at once, see {@link #atOnce()}.
   *
   * @param deliveryId the same whenever the platform sends it again; what decides has to be covered
   *     by the signature. An empty one is none; in place of one that is longer than 200 characters,
   *     or has others than the visible ones of ASCII, stands its digest
   * @param platformIds whom it is for, where the platform has one URL for all communities: the
   *     values of the config's member with {@link PlatformId}
   * @param reply the answer, once it is kept
   * @param lane what it is about: see {@link #lane(String)}
   * @param answeredBy the process that answers: see {@link #answeredBy(String)}
   * @param forNobody the answer where it is for no community: see {@link #forNobody(Reply)}
   * @param isAtOnce whether it may be worked on before it is answered: see {@link #atOnce()}
   */
  record Accept(
      Optional<String> deliveryId,
      Set<String> platformIds,
      Reply reply,
      String lane,
      Optional<String> answeredBy,
      Optional<Reply> forNobody,
      boolean isAtOnce)
      implements Gate {
    /** Takes any id that a platform may choose. */
    public Accept {
      deliveryId = deliveryId.filter(id -> !id.isEmpty()).map(DeliveryIds::keepable);
      platformIds = Set.copyOf(platformIds);
      lane = lane.isEmpty() ? lane : DeliveryIds.keepable(lane);
    }

    /** As above, in the lane without a name. */
    public Accept(Optional<String> deliveryId, Set<String> platformIds, Reply reply) {
      this(deliveryId, platformIds, reply, "", Optional.empty(), Optional.empty(), false);
    }

    /**
     * Returns the same, about {@code subject}: a topic, a poll, an expense. Webhooks about one
     * subject are worked on one after another, in the order in which they came in; one that fails
     * holds those behind it. Webhooks about different subjects, also of one community, are worked
     * on side by side, in no order. Where nothing is named there is one lane for each community.
     *
     * @param subject the same for all webhooks whose order among each other matters, such as those
     *     of one governance process; as little to be believed as the rest of the webhook
     */
    public Accept lane(String subject) {
      return new Accept(deliveryId, platformIds, reply, subject, answeredBy, forNobody, isAtOnce);
    }

    /**
     * Returns the same, answered by the governance process that has named itself {@code
     * correlation}, as it stands: see {@link GovernanceProcess#answer}. Where there is none, or one
     * that is only being started, {@link #reply()} is the answer.
     */
    public Accept answeredBy(String correlation) {
      return new Accept(
          deliveryId, platformIds, reply, lane, Optional.of(correlation), forNobody, isAtOnce);
    }

    /**
     * Returns the same, answered by {@code other} where no community has one of the {@link
     * #platformIds()}: nothing is kept then.
     */
    public Accept forNobody(Reply other) {
      return new Accept(
          deliveryId, platformIds, reply, lane, answeredBy, Optional.of(other), isAtOnce);
    }

    /**
     * Returns the same, which means what it says: to know which events it brings, {@link
     * Plugin#receive} needs it and the config, and nothing else. It is received before it is
     * answered then, and its events are kept together with it, by one write; drivers hear of them
     * sooner, at a fraction of the cost.
     *
     * <p>Where that does not hold after all, it is worked on later, as any other: where {@code
     * receive} asks for the state, the platform or a credential, fails, names a process, or
     * disables the plugin; and where something before it in its lane still waits. {@code receive}
     * must not wait for anything by itself: the platform waits meanwhile.
     */
    public Accept atOnce() {
      return new Accept(deliveryId, platformIds, reply, lane, answeredBy, forNobody, true);
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
  static Accept accept() {
    return new Accept(Optional.empty(), Set.of(), Reply.OK);
  }

  /** It is kept, once. */
  static Accept accept(String deliveryId) {
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
