package org.example.harness.faults;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.util.AnnotationLiteral;
import java.util.Set;

/** Puts fault points around all that outlasts a process: every transaction and every call out. */
public class BreakableBeans implements Extension {
  private static final String GATEWAY = "org.metagov.gateway.";

  /**
   * The beans through which calls leave, those that a worker's turn begins with, and those that
   * take part in the transactions of others without being EJBs.
   */
  private static final Set<String> OTHERS =
      Set.of(
          "OutboundHttp",
          "DriverHttp",
          "Claims",
          "InboxWork",
          "AtOnceReading",
          "AtOnceWriter",
          "InboxWriter",
          "PollWork",
          "ProcessLifecycle",
          "QuotaService",
          "WebhookIntake");

  private static final class Literal extends AnnotationLiteral<Breakable> implements Breakable {
    private static final long serialVersionUID = 1L;
  }

  <T> void bind(@Observes ProcessAnnotatedType<T> found) {
    Class<T> type = found.getAnnotatedType().getJavaClass();
    if (type.getName().startsWith(GATEWAY)
        && (type.isAnnotationPresent(Stateless.class) || OTHERS.contains(type.getSimpleName()))) {
      found.configureAnnotatedType().add(new Literal());
    }
  }
}
