package org.metagov.gateway.lifecycle;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.process.ProcessStatus;
import org.metagov.gateway.spi.Doc;

/** What stands in answers about governance processes. */
final class ProcessShapes {
  private ProcessShapes() {}

  // So it is called in the documents that are made of it.
  @SuppressWarnings("JavaLangClash")
  record Process(
      @Doc("A number") long id,
      @Doc("`<plugin>.<process>`") String name,
      @Doc("The community") String community,
      @Doc(
              "`created`: nobody knows yet whether the platform has it; `pending`: under way;"
                  + " `completed`: over, which is final")
          ProcessStatus status,
      @Doc("Where people take part, if there is such a place") Optional<String> url,
      @Doc("Why it ended without a result; `{}` otherwise") JsonObject errors,
      @Doc("The result so far; final once it is completed") JsonObject outcome,
      @Doc("Why the last check failed, or that the platform has missed the end")
          Optional<String> lastError,
      @Doc("When the gateway asks the platform again; null once it is completed")
          Optional<Instant> nextCheckAt,
      @Doc("When it was started") Instant createdAt,
      @Doc("When it ended") Optional<Instant> completedAt,
      @Doc(
              "What its instance is told apart by from others of the plugin, where it is called"
                  + " something")
          Optional<String> communityPlatformId) {}

  record Details(
      @Doc("What it was started with, secrets masked; null where the database cannot open it")
          Optional<JsonObject> parameters,
      @Doc("When the platform was last asked") Optional<Instant> lastCheckedAt) {}

  record SeenProcess(
      @Doc("A number") long id,
      @Doc("`<plugin>.<process>`") String name,
      @Doc("The community") String community,
      @Doc("How far it has come") ProcessStatus status,
      @Doc("Where people take part, if there is such a place") Optional<String> url,
      @Doc("Why it ended without a result; `{}` otherwise") JsonObject errors,
      @Doc("The result so far; final once it is completed") JsonObject outcome,
      @Doc("Why the last check failed, or that the platform has missed the end")
          Optional<String> lastError,
      @Doc("When the gateway asks the platform again; null once it is completed")
          Optional<Instant> nextCheckAt,
      @Doc("When it was started") Instant createdAt,
      @Doc("When it ended") Optional<Instant> completedAt,
      @Doc(
              "What its instance is told apart by from others of the plugin, where it is called"
                  + " something")
          Optional<String> communityPlatformId,
      @Doc("What it was started with, secrets masked; null where the database cannot open it")
          Optional<JsonObject> parameters,
      @Doc("When the platform was last asked") Optional<Instant> lastCheckedAt) {}

  record Moment(
      @Doc("When it was noted") Instant at,
      @Doc("How far it had come") ProcessStatus status,
      @Doc("Where people take part") Optional<String> url,
      @Doc("The result until then") JsonObject outcome,
      @Doc("Why it ended without a result") JsonObject errors) {}

  record History(
      @Doc(
              "Oldest first: at most one for each minute in which something had changed, and the end;"
                  + " the last 200")
          List<Moment> history) {}

  record ProcessPage(
      @Doc("By id") List<SeenProcess> processes,
      @Doc("The `after` of the next page; null on the last one") Optional<Long> next) {}
}
