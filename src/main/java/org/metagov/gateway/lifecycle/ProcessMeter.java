package org.metagov.gateway.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.process.ProcessesDisabled;

/** Counts what becomes of processes on this node. Each is told when it is committed. */
@ApplicationScoped
public class ProcessMeter {
  @Inject private Meters meters;

  /** A driver has asked for a process. */
  void start(ProcessSnapshot process, String result) {
    meters.of(Metric.PROCESS_STARTS).with(process.plugin()).with(result).count();
  }

  /** Somebody has looked at a process. */
  void check(ProcessSnapshot process, String result) {
    meters.of(Metric.CHECKS).with(process.plugin()).with(result).count();
  }

  /** A process that goes on or has ended was recorded. */
  void recorded(ProcessSnapshot process) {
    if (process.isCompleted()) {
      ended(process, process.errors().isEmpty() ? "completed" : "failed");
    }
  }

  /** Processes have ended with their plugin. */
  void disabled(@Observes(during = TransactionPhase.AFTER_SUCCESS) ProcessesDisabled disabled) {
    meters.of(Metric.PROCESS_ENDS).with(disabled.plugin()).with("disabled").add(disabled.count());
  }

  /** A process has ended. */
  void ended(ProcessSnapshot process, String how) {
    meters.of(Metric.PROCESS_ENDS).with(process.plugin()).with(how).count();
  }
}
