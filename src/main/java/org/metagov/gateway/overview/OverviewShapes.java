package org.metagov.gateway.overview;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.Doc;

/** What stands in the answer about the server. */
final class OverviewShapes {
  private OverviewShapes() {}

  /** Whether a check has passed. */
  enum Standing {
    UP,
    DOWN
  }

  /** Which database there is. */
  enum DatabaseKind {
    DERBY,
    POSTGRESQL
  }

  record Overview(
      @Doc("The version of the gateway") String version,
      @Doc("The version of Java") String javaVersion,
      @Doc("The database") DatabaseKind database,
      @Doc("When this node was started") Instant startedAt,
      @Doc("The time by the gateway's clock") Instant now,
      @Doc("The node that answers, and others on the same database that are there, or were of late")
          List<ServerNode> nodes,
      @Doc("What waits, by its queue") List<WaitingQueue> queues,
      @Doc("Whether this node is well") Health health,
      @Doc("How full quotas are, of whoever has taken most") List<QuotaUse> quotas,
      @Doc("How many destinations of messages do not answer") Optional<Integer> destinationsDown,
      @Doc("How many live streams of this node are open") Optional<Integer> streams,
      @Doc("The settings that were set, but no secret") List<GivenSetting> settings) {}

  record ServerNode(
      @Doc("This run of the server: a restart is another node") String id,
      @Doc("Whether it has answered this") boolean here,
      @Doc("When it was started") Instant startedAt,
      @Doc("When it was last there: every ten seconds, where it is well") Instant seenAt,
      @Doc("Its version") String version) {}

  record WaitingQueue(
      @Doc("The table that the work waits in") String name,
      @Doc("How many pieces are due, at most 10000; null: the database does not say")
          Optional<Long> due,
      @Doc("For how many seconds the first of them has been") Optional<Double> oldestSeconds,
      @Doc("How many run on this node") Optional<Long> running,
      @Doc("How many may") Optional<Long> places,
      @Doc("For how many seconds this node has not looked at it") Optional<Double> lookedSeconds) {}

  record Health(
      @Doc("Whether all checks have passed") Standing status, @Doc("By name") List<Check> checks) {}

  record Check(
      @Doc("Its name") String name,
      @Doc("Whether it has passed") Standing status,
      @Doc("What it has found") JsonObject data) {}

  record QuotaUse(
      @Doc("Its name") String name,
      @Doc("The part that is taken, 0 to 1; null: the database does not say")
          Optional<Double> fullest) {}

  record GivenSetting(
      @Doc("Its name") String key,
      @Doc("What it was set to; null: it is a secret, or may hold one") Optional<String> value,
      @Doc("What would hold else; null: nothing") Optional<String> standard) {}
}
