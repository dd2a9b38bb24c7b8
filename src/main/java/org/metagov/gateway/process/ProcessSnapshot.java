package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.metagov.gateway.store.Opening;
import org.metagov.gateway.trace.Trace;

/**
 * A governance process as it was when it was read.
 *
 * @param id its id in the URL
 * @param instanceId the plugin instance it belongs to
 * @param community its community
 * @param plugin its plugin
 * @param platformId what its instance is told apart by from others of the plugin
 * @param name its name, without the plugin's
 * @param status how far it has come
 * @param startKey what the platform may know the start by
 * @param parameters what it was started with
 * @param state what the plugin remembers
 * @param outcome the result so far
 * @param errors why it ended without a result
 * @param url where people take part
 * @param failures how many checks have failed in a row
 * @param goneSince since when its platform says that it is gone, or does not have it yet
 * @param lastError why the last check failed, or how the platform has missed the end
 * @param checkedAt when its platform was last asked
 * @param nextCheckAt when it is looked at again
 * @param createdAt when its driver asked for it
 * @param completedAt when it ended
 * @param ending how it comes to its end
 * @param trace what it belongs to
 */
public record ProcessSnapshot(
    long id,
    long instanceId,
    String community,
    String plugin,
    Optional<String> platformId,
    String name,
    ProcessStatus status,
    String startKey,
    Opening<JsonObject> parameters,
    Opening<JsonObject> state,
    JsonObject outcome,
    JsonObject errors,
    Optional<String> url,
    int failures,
    Optional<Instant> goneSince,
    Optional<String> lastError,
    Optional<Instant> checkedAt,
    Optional<Instant> nextCheckAt,
    Instant createdAt,
    Optional<Instant> completedAt,
    Ending ending,
    Trace trace) {

  static ProcessSnapshot of(ProcessEntity process) {
    return new ProcessSnapshot(
        process.getId(),
        process.getInstanceId(),
        process.getCommunity(),
        process.getPlugin(),
        process.getPlatformId(),
        process.getName(),
        process.getStatus(),
        process.getStartKey(),
        process.openParameters(),
        process.openState(),
        process.getOutcome(),
        process.getErrors(),
        Optional.ofNullable(process.getUrl()),
        process.getFailures(),
        Optional.ofNullable(process.getGoneSince()),
        Optional.ofNullable(process.getLastError()),
        Optional.ofNullable(process.getCheckedAt()),
        Optional.ofNullable(process.getNextCheckAt()),
        process.getCreatedAt(),
        Optional.ofNullable(process.getCompletedAt()),
        process.getEnding(),
        Trace.ofKept(process.getTrace()));
  }

  /** Returns it as it is when nothing of it changes but when to look at it again. */
  ProcessSnapshot until(Instant checked, Instant nextCheck) {
    return new ProcessSnapshot(
        id,
        instanceId,
        community,
        plugin,
        platformId,
        name,
        status,
        startKey,
        parameters,
        state,
        outcome,
        errors,
        url,
        failures,
        goneSince,
        lastError,
        Optional.of(checked),
        Optional.of(nextCheck),
        createdAt,
        completedAt,
        ending,
        trace);
  }

  /** Returns {@code <plugin>.<process>}. */
  public String fullName() {
    return plugin + "." + name;
  }

  /**
   * Returns what its {@code step} is known as, however often that is repeated. One that is put off
   * is repeated after steps of other kinds.
   */
  public String work(String step) {
    return startKey + "/" + step;
  }

  public boolean isCompleted() {
    return status == ProcessStatus.COMPLETED;
  }
}
