package org.metagov.gateway.process;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaMetrics;
import org.metagov.gateway.quota.QuotaService;

/**
 * Counts the processes of a community that are not completed, in the transactions that write them:
 * each is a row to look at again and again, and may come to hold what its platform says.
 */
@ApplicationScoped
public class ProcessQuota {
  /** Some end by themselves, sooner or later. */
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  @Inject private QuotaService quotas;
  @Inject private QuotaMetrics metrics;

  /**
   * Takes the place of a process that was inserted just now.
   *
   * @throws ProblemException 429 where its community has as many as it may have
   */
  void begin(ProcessEntity process) {
    if (!quotas.take(process.getCommunity(), Quota.PROCESSES, 1, process.getHeldBytes())) {
      throw metrics.refused(
          Quota.PROCESSES,
          ProblemException.passing(
              ProblemType.RATE_LIMITED,
              "Community '"
                  + process.getCommunity()
                  + "' has as many pending processes as it may have",
              RETRY_AFTER));
    }
  }

  /**
   * Counts what has become of a process that was pending, and is locked. One that grows is not
   * stopped: the next one is not begun.
   *
   * @param before what it held
   */
  void written(ProcessEntity process, long before) {
    long grown = process.getHeldBytes() - before;
    if (process.getStatus() == ProcessStatus.COMPLETED) {
      end(process.getCommunity(), 1, before);
    } else if (grown != 0) {
      quotas.add(process.getCommunity(), Quota.PROCESSES, 0, grown);
    }
  }

  /** Gives back what {@code count} pending processes have held together. */
  public void end(String community, long count, long bytes) {
    quotas.give(community, Quota.PROCESSES, count, bytes);
  }
}
