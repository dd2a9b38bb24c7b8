package org.metagov.gateway.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.metagov.gateway.identity.IdentityRows.Held;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaMetrics;
import org.metagov.gateway.quota.QuotaService;

/**
 * Counts the Metagov ids and linked accounts of communities, in the transactions that write them.
 */
@ApplicationScoped
public class IdentityQuota {
  @Inject private QuotaService quotas;
  @Inject private QuotaMetrics metrics;

  /** Locks what {@code community} has, to the end of the transaction. */
  void lock(String community) {
    quotas.add(community, Quota.IDENTITIES, 0, 0);
  }

  /**
   * Takes {@code more} for {@code community}.
   *
   * @throws ProblemException 409 where it has as much as it may have
   */
  void take(String community, Held more) {
    if (!quotas.take(community, Quota.IDENTITIES, more.rows(), more.bytes())) {
      throw metrics.refused(
          Quota.IDENTITIES,
          new ProblemException(
              ProblemType.CONFLICT,
              "Community '%s' has as many Metagov ids and linked accounts as it may have"
                  .formatted(community)));
    }
  }

  void give(String community, Held less) {
    quotas.give(community, Quota.IDENTITIES, less.rows(), less.bytes());
  }
}
