package org.metagov.gateway.lifecycle;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.ProcessDescriptor;
import org.metagov.gateway.community.CommunityHeader;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.instance.PlatformShares;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.process.NewProcess;
import org.metagov.gateway.process.ProcessQueryService;
import org.metagov.gateway.process.ProcessService;
import org.metagov.gateway.process.ProcessService.Begun;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.process.ProcessStatus;
import org.metagov.gateway.store.Conflicts;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.store.TimeOrderedKey;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.work.CallLimits;
import org.metagov.gateway.work.Claim;
import org.metagov.gateway.work.Claims;

/**
 * What drivers do with governance processes; each step by whoever has claimed the process. No
 * transaction is open while a plugin talks to its platform: nobody begins one before.
 */
@ApplicationScoped
public class ProcessLifecycle {

  @Inject private Catalog catalog;
  @Inject private KnownPlugins plugins;
  @EJB private ProcessService processes;
  @EJB private ProcessQueryService query;
  @Inject private ProcessWork work;
  @Inject private ProcessEnds ends;
  @Inject private PlatformShares shares;
  @Inject private Claims claims;
  @Inject private CallLimits limits;
  @Inject private AddressGuard addresses;
  @Inject private StoreClock clock;
  @Inject private Sight sight;
  @Inject private Audit audit;
  @Inject private ProcessMeter meter;

  /**
   * Starts the process {@code fullName} ({@code <plugin>.<process>}) for {@code community}.
   *
   * @param platformId which of several instances, as the query names it; may be null
   * @param body the parameters and, if the driver wants to hear of it, {@code callback_url}; it may
   *     name the instance, too
   * @param requestId the keyed request that asks for it
   * @return the process, begun
   * @throws ProblemException 404 for an unknown process or instance, 400 for bad input; 502 and 504
   *     for a platform that fails, with a location where it may have begun the process all the same
   */
  public ProcessSnapshot start(
      String fullName,
      String community,
      String platformId,
      JsonObject body,
      Optional<String> requestId) {
    PluginDescriptor plugin = plugin(fullName);
    ProcessDescriptor descriptor = descriptor(plugin, fullName);
    // One that has such a parameter of its own keeps it.
    boolean own =
        descriptor.parameters().filter(it -> it.declares(PlatformIdParameter.NAME)).isPresent();
    PluginSnapshot enabled =
        plugins.require(
            CommunityHeader.required(community),
            plugin.name(),
            own ? PlatformIdParameter.of(platformId) : PlatformIdParameter.of(platformId, body));
    Optional<String> callbackUrl = CallbackUrl.in(body, addresses);
    JsonObjectBuilder input = JsonText.object(body).remove(CallbackUrl.MEMBER);
    JsonObject given = (own ? input : input.remove(PlatformIdParameter.NAME)).build();
    JsonObject parameters =
        descriptor.parameters().map(schema -> schema.complete(given)).orElse(given);
    NewProcess asked =
        new NewProcess(
            enabled, descriptor.name(), TimeOrderedKey.next(), requestId, parameters, callbackUrl);
    // What may be refused as busy comes first: once there is a process, a retry would be a second.
    return limits.within(plugin.name(), shares.platform(plugin, enabled), () -> start(asked));
  }

  private ProcessSnapshot start(NewProcess asked) {
    // Derby's counter of ids is contended now and then; and of the first ones of a community, begun
    // at once, each opens the count of them.
    Begun begun =
        Conflicts.retryInsert(() -> processes.create(asked))
            .orElseThrow(
                () -> plugins.missing(asked.instance().community(), asked.instance().plugin()));
    return claims.under(begun.claim(), claim -> work.start(claim, begun.process()));
  }

  /**
   * Returns the process {@code id} under the name {@code fullName}.
   *
   * @throws ProblemException 404 where there is none that the caller sees
   */
  public ProcessSnapshot require(String fullName, long id) {
    ProcessSnapshot found =
        query
            .find(id)
            .filter(process -> process.fullName().equals(fullName))
            .filter(process -> sight.of(process.community()))
            .orElseThrow(ProcessesResource.notFound(fullName, id));
    audit.about(found.community());
    return found;
  }

  /** Looks at a process now; one that is completed stays as it is. */
  public ProcessSnapshot check(String fullName, long id) {
    return step(
        require(fullName, id),
        (claim, process) -> process.isCompleted() ? process : work.look(claim, process));
  }

  /**
   * Closes a process, once it has taken in what had come in for it by now.
   *
   * @throws ProblemException 400 where it is completed, 409 where it cannot be closed; 503 where
   *     what has come in is not taken in yet
   */
  public ProcessSnapshot close(String fullName, long id) {
    ProcessSnapshot asked = require(fullName, id);
    refuseCompleted(asked);
    if (!work.isClosable(asked)) {
      throw new ProblemException(
          ProblemType.CONFLICT, fullName + " does not support manually closing the process.");
    }
    return ends.closing(asked, end -> step(asked, (claim, process) -> close(claim, process, end)));
  }

  private ProcessSnapshot close(Claim claim, ProcessSnapshot process, Instant end) {
    refuseCompleted(process);
    if (process.status() == ProcessStatus.CREATED) {
      throw ProblemException.passing(
          ProblemType.BUSY, "The process is still being started", Duration.ofSeconds(5));
    }
    ends.require(process, end);
    ProcessSnapshot closed = work.close(claim, process);
    if (!closed.isCompleted()) {
      throw new ProblemException(ProblemType.PLATFORM_FAILED, "Failed to close process");
    }
    return closed;
  }

  /**
   * Ends a process whose platform's half is gone, once it has taken in what had come in for it by
   * now. Of one that has not begun nobody was told that anything counts.
   *
   * @throws ProblemException 400 where it is completed; 503 where what has come in is not taken in
   *     yet
   */
  public ProcessSnapshot complete(String fullName, long id) {
    ProcessSnapshot asked = require(fullName, id);
    refuseCompleted(asked);
    return asked.status() == ProcessStatus.CREATED
        ? step(asked, this::completeUnbegun)
        : ends.closing(
            asked, end -> step(asked, (claim, process) -> complete(claim, process, end)));
  }

  private ProcessSnapshot completeUnbegun(Claim claim, ProcessSnapshot process) {
    refuseCompleted(process);
    if (process.status() != ProcessStatus.CREATED) {
      throw Notices.busy("The process has begun just now");
    }
    return end(claim, process);
  }

  private ProcessSnapshot complete(Claim claim, ProcessSnapshot process, Instant end) {
    refuseCompleted(process);
    ends.require(process, end);
    return end(claim, process);
  }

  private ProcessSnapshot end(Claim claim, ProcessSnapshot process) {
    JsonObject errors = JsonText.object().add("ended", "The driver has ended the process").build();
    Optional<ProcessSnapshot> ended =
        Conflicts.retry(() -> processes.fail(claim, process.id(), errors));
    ended.ifPresent(it -> meter.ended(it, "ended"));
    return ended.orElse(process);
  }

  /** Looks at the process that was claimed, if it is still due. */
  public void lookIfDue(Claim claim) {
    due(claim.id())
        .ifPresent(process -> CurrentTrace.run(process.trace(), () -> work.look(claim, process)));
  }

  private Optional<ProcessSnapshot> due(long id) {
    return query
        .find(id)
        .filter(process -> !process.isCompleted())
        .filter(process -> process.nextCheckAt().filter(clock.now()::isBefore).isEmpty());
  }

  /**
   * Lets the process {@code id} take webhooks in, if nobody else is at it.
   *
   * @param name what they call the process, where it may be another; empty: it is this one
   * @throws ProblemException where the plugin or its platform fails: nothing is recorded
   */
  public Taken receive(long id, Optional<String> name, Waiting webhooks) {
    Optional<ProcessSnapshot> asked = query.find(id);
    if (asked.filter(process -> !process.isCompleted()).isEmpty()) {
      return Taken.NOT_CONCERNED;
    }
    return claims
        .ifFree(
            ProcessService.QUEUE,
            id,
            claim -> {
              Optional<ProcessSnapshot> pending =
                  query.find(id).filter(process -> !process.isCompleted());
              Taken taken = concerned(pending, name);
              return pending
                  .filter(process -> taken == Taken.TAKEN)
                  .map(process -> work.receive(claim, process, webhooks))
                  .orElse(taken);
            })
        .orElse(Taken.BUSY);
  }

  private Taken concerned(Optional<ProcessSnapshot> pending, Optional<String> name) {
    if (pending.filter(p -> p.status() == ProcessStatus.CREATED).isPresent()) {
      return Taken.NOT_BEGUN;
    }
    return pending.filter(p -> name.map(it -> query.isNamed(p.id(), it)).orElse(true)).isPresent()
        ? Taken.TAKEN
        : Taken.NOT_CONCERNED;
  }

  private ProcessSnapshot step(
      ProcessSnapshot asked, BiFunction<Claim, ProcessSnapshot, ProcessSnapshot> step) {
    // In this order: whoever waits for the process holds no place that others need meanwhile.
    return claims.holding(
        ProcessService.QUEUE,
        asked.id(),
        claim ->
            limits.within(
                asked.plugin(),
                shares.platform(asked.instanceId()),
                () -> step.apply(claim, require(asked.fullName(), asked.id()))));
  }

  private PluginDescriptor plugin(String fullName) {
    int dot = fullName.indexOf('.');
    return catalog
        .find(dot < 0 ? fullName : fullName.substring(0, dot))
        .orElseThrow(() -> unknown(fullName));
  }

  private static ProcessDescriptor descriptor(PluginDescriptor plugin, String fullName) {
    return Optional.ofNullable(
            plugin.processes().get(fullName.substring(fullName.indexOf('.') + 1)))
        .orElseThrow(() -> unknown(fullName));
  }

  private static void refuseCompleted(ProcessSnapshot process) {
    if (process.isCompleted()) {
      throw new ProblemException(
          ProblemType.INVALID, "Can't close process, it has already completed");
    }
  }

  private static ProblemException unknown(String fullName) {
    return new ProblemException(ProblemType.NOT_FOUND, "No such process: " + fullName);
  }
}
