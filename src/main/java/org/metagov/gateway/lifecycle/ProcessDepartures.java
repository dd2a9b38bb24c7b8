package org.metagov.gateway.lifecycle;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.process.NoticeService;
import org.metagov.gateway.process.NoticeService.Kind;
import org.metagov.gateway.process.ProcessQueryService;
import org.metagov.gateway.process.ProcessQueryService.Waited;
import org.metagov.gateway.setup.Departures;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;

/**
 * Lets what people did count before the plugin of their processes is disabled, where somebody hears
 * how those end: as each of them is closed, and all together. What is not taken in after a while is
 * given up: a plugin that fails must not keep anybody from getting rid of it.
 */
@ApplicationScoped
public class ProcessDepartures implements Departures {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @EJB private ProcessQueryService query;
  @EJB private NoticeService written;
  @Inject private Stages stages;
  @Inject private Arrivals arrivals;
  @Inject private Notices notices;
  @Inject private StoreClock clock;

  @Override
  public <T> T leaving(Collection<Long> instances, Function<Instant, T> write) {
    List<Waited> waited = query.waited(instances).stream().filter(reading()).toList();
    if (waited.stream().noneMatch(answering())) {
      Instant now = clock.now();
      settle(waited, now);
      return write.apply(now);
    }
    Set<Kind> kinds =
        waited.stream().filter(answering()).map(Waited::kind).collect(Collectors.toSet());
    Instant end =
        notices.give(
            since -> {
              Instant look = since.plus(Notices.LIMIT);
              Conflicts.run(() -> written.beginClosing(kinds, since, look));
              return true;
            },
            since -> giveUp(kinds, since));
    try {
      notices.awaitArrival(end);
      settle(waited, end);
      return write.apply(end);
    } catch (RuntimeException | Error e) {
      giveUp(kinds, end, e);
      throw e;
    }
  }

  private void settle(List<Waited> waited, Instant time) {
    Instant until = clock.now().plus(PATIENCE);
    Map<Long, List<Long>> byInstance =
        waited.stream()
            .collect(
                Collectors.groupingBy(
                    Waited::instance, Collectors.mapping(Waited::id, Collectors.toList())));
    byInstance.forEach((instance, all) -> arrivals.settle(instance, all, time, until));
  }

  private void giveUp(Set<Kind> kinds, Instant end) {
    Conflicts.run(() -> written.giveClosingUp(kinds, end));
  }

  /** Where this fails, too, a look finds that nobody closes them any more. */
  private void giveUp(Set<Kind> kinds, Instant end, Throwable reason) {
    try {
      giveUp(kinds, end);
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private Predicate<Waited> reading() {
    return is(ProcessDescriptor::reads);
  }

  private Predicate<Waited> answering() {
    return is(ProcessDescriptor::answers);
  }

  private Predicate<Waited> is(Predicate<ProcessDescriptor> kind) {
    return process -> stages.find(process.plugin(), process.name()).filter(kind).isPresent();
  }
}
