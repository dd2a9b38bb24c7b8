package org.metagov.gateway.receiver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaMetrics;
import org.metagov.gateway.quota.QuotaService;
import org.metagov.gateway.receiver.Receiver.Origin;

/**
 * Counts the receivers of each driver key, in the transactions that write them: each costs every
 * community that it may hear of a lane, and every event there a look at its filter.
 */
@ApplicationScoped
public class ReceiverQuota {
  @Inject private QuotaService quotas;
  @Inject private QuotaMetrics metrics;

  /** What a receiver takes, and of whose part. */
  record Use(Optional<String> key, long rows, long bytes) {
    static Use of(Receiver receiver) {
      return new Use(Optional.ofNullable(receiver.getDriverKey()), 1, receiver.getHeldBytes());
    }

    /** Returns what one takes that is not there yet. */
    static Use none(Receiver receiver) {
      return new Use(Optional.ofNullable(receiver.getDriverKey()), 0, 0);
    }

    String owner() {
      return Quota.ownerOf(key);
    }
  }

  /**
   * Counts a receiver that is created or changed.
   *
   * @param before what it took before
   * @throws ProblemException 409 where its key has as many as it may have; never for that of the
   *     settings
   */
  void written(Receiver receiver, Use before) {
    Use now = Use.of(receiver);
    boolean refusable = receiver.getOrigin() == Origin.API;
    if (before.owner().equals(now.owner())) {
      take(new Use(now.key(), now.rows() - before.rows(), now.bytes() - before.bytes()), refusable);
    } else if (before.owner().compareTo(now.owner()) < 0) {
      give(before);
      take(now, refusable);
    } else {
      take(now, refusable);
      give(before);
    }
  }

  /** Gives back what {@code receiver} has taken, which is deleted. */
  void deleted(Receiver receiver) {
    give(Use.of(receiver));
  }

  private void give(Use use) {
    quotas.give(use.owner(), Quota.RECEIVERS, use.rows(), use.bytes());
  }

  private void take(Use more, boolean refusable) {
    if (more.rows() <= 0 && more.bytes() <= 0) {
      if (more.bytes() < 0) {
        quotas.give(more.owner(), Quota.RECEIVERS, 0, -more.bytes());
      }
    } else if (!refusable) {
      quotas.add(more.owner(), Quota.RECEIVERS, more.rows(), more.bytes());
    } else if (!quotas.take(more.owner(), Quota.RECEIVERS, more.rows(), more.bytes())) {
      throw metrics.refused(
          Quota.RECEIVERS,
          new ProblemException(
              ProblemType.CONFLICT,
              more.key()
                      .map(key -> "Driver key '" + key + "' has")
                      .orElse("Those without a key have")
                  + " as many receivers, or as large ones, as they may have: delete some"));
    }
  }
}
