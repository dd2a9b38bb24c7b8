package org.metagov.gateway.lifecycle;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.idempotency.Answer;
import org.metagov.gateway.idempotency.Resumption;
import org.metagov.gateway.process.ProcessQueryService;

/**
 * Answers the repetition of an interrupted start with the process that it has begun: that is
 * written down before the platform is asked.
 */
@ApplicationScoped
public class StartResumption implements Resumption {
  private static final int ACCEPTED = 202;

  @EJB private ProcessQueryService processes;

  @Override
  public boolean covers(String route) {
    return route.matches("/?api/internal/process/[^/]+");
  }

  @Override
  public Optional<Answer> resume(String id, Instant since) {
    return processes
        .findByRequest(id, since)
        .map(
            process ->
                new Answer(
                    ACCEPTED,
                    Optional.empty(),
                    Optional.of(ProcessesResource.location(process)),
                    Optional.empty()));
  }
}
