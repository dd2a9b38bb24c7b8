package org.metagov.gateway.metric;

import static org.metagov.gateway.metric.Label.PLUGIN;
import static org.metagov.gateway.metric.Label.QUEUE;
import static org.metagov.gateway.metric.Label.WITHIN;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.metagov.gateway.problem.ProblemType;

/** Every metric of the gateway's own. The documentation's table is compared with these. */
public enum Metric {
  REQUESTS(
      "metagov_requests",
      "Requests that were answered, the server's own documents included",
      Label.of("method"),
      Label.of("route"),
      Label.of("status")),
  REQUEST_TIME(
      "metagov_request_time",
      Unit.TIME,
      "How long requests took together; live streams are left out",
      Label.of("method"),
      Label.of("route")),
  REQUESTS_WITHIN(
      "metagov_requests_within",
      "Requests that took at most so many seconds",
      Label.of("method"),
      Label.of("route"),
      WITHIN),
  PROBLEMS(
      "metagov_problems",
      "Answers that were a problem, by its type",
      new Label("type", Stream.of(ProblemType.values()).map(ProblemType::metricName).toList())),
  LIMITS_REFUSED(
      "metagov_limits_refused",
      "What was refused because a limit was reached",
      Label.of(
          "limit",
          "source",
          "wrong_keys",
          "community_webhooks",
          "community_actions",
          "source_actions",
          "inbox",
          "disk",
          "reading",
          "webhooks_at_once",
          "calls_at_once",
          "platform_budget",
          "streams")),
  QUOTA_FULLEST(
      "metagov_quota_fullest",
      Type.GAUGE,
      "The part of a quota that is taken by whoever takes most of it",
      Label.of("quota", "inbox", "processes", "receivers", "keys", "identities")),
  QUOTA_REFUSED(
      "metagov_quota_refused",
      "How often more was refused, since a quota was full",
      Label.of(
          "quota",
          "inbox",
          "processes",
          "receivers",
          "keys",
          "instances",
          "identities",
          "streams")),
  KEYS_REFUSED(
      "metagov_keys_refused",
      "Calls of drivers that were refused for their key, or for want of one",
      Label.of("reason", "unauthorized", "forbidden", "held")),
  IDEMPOTENT(
      "metagov_idempotent_requests",
      "Requests with an `Idempotency-Key`, by what became of them",
      Label.of("result", "first", "replayed", "running", "other_body", "outcome_unknown")),
  ACTIONS(
      "metagov_actions",
      "Actions, by how they ended",
      PLUGIN,
      Label.of("result", "done", "refused", "busy", "platform_failed", "failed")),
  WEBHOOKS(
      "metagov_webhooks",
      "Webhooks that came in, by what they were answered",
      PLUGIN,
      Label.of(
          "result",
          "kept",
          "repeated",
          "unmatched",
          "answered",
          "refused",
          "nobody",
          "full",
          "limited",
          "unavailable",
          "failed")),
  INBOX_WORK(
      "metagov_inbox_work",
      "Webhooks that their plugin has worked on, by what became of them",
      PLUGIN,
      Label.of("result", "done", "passed_over", "retried", "parked")),
  CHECKS(
      "metagov_checks",
      "Looks at processes, those that a driver or a webhook asked for included",
      PLUGIN,
      Label.of("result", "done", "failed")),
  PROCESS_STARTS(
      "metagov_process_starts",
      "Processes that drivers asked for",
      PLUGIN,
      Label.of("result", "begun", "refused", "unknown")),
  PROCESS_ENDS(
      "metagov_process_ends",
      "Processes that ended on this node",
      PLUGIN,
      Label.of("result", "completed", "failed", "start_unknown", "gone", "ended", "disabled")),
  POLLS(
      "metagov_polls",
      "Times that plugins asked their platforms for news",
      PLUGIN,
      Label.of("result", "done", "failed")),
  PLATFORM_CALLS(
      "metagov_platform_calls",
      "Calls to platforms, by status or by why there was no answer",
      PLUGIN,
      Label.of(
          "status",
          "1xx",
          "2xx",
          "3xx",
          "4xx",
          "429",
          "5xx",
          "forbidden",
          "unreachable",
          "late",
          "interrupted",
          "broken")),
  PLATFORM_TIME(
      "metagov_platform_time", Unit.TIME, "How long platforms took to answer together", PLUGIN),
  PLATFORM_WITHIN(
      "metagov_platform_calls_within",
      "Calls that platforms answered, or not, within so many seconds",
      PLUGIN,
      WITHIN),
  DELIVERIES(
      "metagov_deliveries",
      "Tries to deliver messages to drivers, by what they came to",
      Label.of("kind", "event", "callback", "replay"),
      Label.of("result", "delivered", "down", "refused", "broken", "gone", "forbidden")),
  DELIVERY_TIME("metagov_delivery_time", Unit.TIME, "How long drivers took to answer together"),
  DELIVERIES_WITHIN(
      "metagov_deliveries_within",
      "Tries that drivers answered, or not, within so many seconds",
      WITHIN),
  SYSTEM_EVENTS(
      "metagov_system_events",
      "How often the gateway has told of something of its own",
      Label.of("event_type")),
  DESTINATIONS_DOWN(
      "metagov_destinations_down",
      Type.GAUGE,
      "Destinations of messages that are down, up to 1000"),
  STREAMS("metagov_streams", Type.GAUGE, "Live streams that are open"),
  QUEUE_DUE(
      "metagov_queue_due",
      Type.GAUGE,
      "How many pieces of work are due in a queue, up to 10000",
      QUEUE),
  QUEUE_AGE(
      "metagov_queue_age",
      Type.GAUGE,
      Unit.SECONDS,
      "For how long the piece of work has been due that waits longest",
      QUEUE),
  QUEUE_LOOKED(
      "metagov_queue_looked",
      Type.GAUGE,
      Unit.SECONDS,
      "For how long the engine has not looked at a queue",
      QUEUE),
  QUEUE_PLACES(
      "metagov_queue_places", Type.GAUGE, "How many pieces of work of a queue may run", QUEUE),
  QUEUE_RUNNING(
      "metagov_queue_running", Type.GAUGE, "How many pieces of work of a queue run", QUEUE),
  QUEUE_WORK(
      "metagov_queue_work",
      "Pieces of work of a queue that have run; those that failed are due again",
      QUEUE,
      Label.of("result", "done", "failed")),
  QUEUE_TIME("metagov_queue_time", Unit.TIME, "How long work of a queue took together", QUEUE),
  WORK_IN_HAND(
      "metagov_work_in_hand", Type.GAUGE, "Requests and pieces of work that a stop would wait for"),
  LEASES(
      "metagov_leases",
      Type.GAUGE,
      "What this node holds alone: communities that are changed, rows that are worked on"),
  LEASES_REFUSED(
      "metagov_leases_refused",
      "Who did not get what somebody else held, or has lost it",
      Label.of("reason", "busy", "lost")),
  UNREADABLE(
      "metagov_unreadable",
      "How often something sealed in the database could not be opened",
      Label.of(
          "table",
          "plugin_instance",
          "credential",
          "once_result",
          "governance_process",
          "message_stream",
          "receiver",
          "idempotency_key",
          "inbox")),
  UPKEEP_FAILED(
      "metagov_upkeep_failed",
      "Rounds of what the gateway does by itself that have failed, and are tried again",
      Label.of(
          "chore",
          "lanes",
          "deliveries",
          "inbox",
          "processes",
          "keys",
          "audit",
          "secrets",
          "nodes")),
  AUDIT_FLAWS(
      "metagov_audit_flaws",
      "How often it was seen that somebody else has written to the audit log",
      Label.of("flaw", "broken", "forged")),
  POOL_CONNECTIONS(
      "metagov_pool_connections",
      Type.GAUGE,
      "Connections to the database in the pool",
      Label.of("state", "used", "free")),
  POOL_MOST("metagov_pool_most", Type.GAUGE, "How many connections the pool may have"),
  POOL_WAITING("metagov_pool_waiting", Type.GAUGE, "Who waits for a connection of the pool"),
  CONNECTIONS(
      "metagov_connections_opened",
      "Connections to the database that were opened, or not",
      Label.of("result", "done", "failed")),
  CONFLICTS(
      "metagov_store_conflicts",
      "Transactions that lost against another one, or waited for it for too long"),
  BUILD("metagov_build_info", Type.GAUGE, "1, for the version that runs", Label.of("version"));

  private final String base;
  private final Type type;
  private final Unit unit;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
  private final List<Label> labels;

  /** How a number behaves. */
  public enum Type {
    /** It only grows, from 0 at each start. */
    COUNTER,
    GAUGE;

    /** Returns what Prometheus calls it. */
    public String wireName() {
      return wire(name());
    }
  }

  /** What a number counts. */
  public enum Unit {
    NONE(MetricUnits.NONE, ""),
    SECONDS(MetricUnits.SECONDS, "_seconds"),
    /** Added up in nanoseconds, and shown in seconds. */
    TIME(MetricUnits.NANOSECONDS, "_seconds");

    private final String kept;
    private final String suffix;

    Unit(String kept, String suffix) {
      this.kept = kept;
      this.suffix = suffix;
    }

    /** Returns what the server counts it in. */
    String kept() {
      return kept;
    }

    /** Returns what is shown. */
    public String shown() {
      return suffix.isEmpty() ? "-" : suffix.substring(1);
    }
  }

  Metric(String base, String description, Label... labels) {
    this(base, Type.COUNTER, Unit.NONE, description, labels);
  }

  Metric(String base, Unit unit, String description, Label... labels) {
    this(base, Type.COUNTER, unit, description, labels);
  }

  Metric(String base, Type type, String description, Label... labels) {
    this(base, type, Unit.NONE, description, labels);
  }

  Metric(String base, Type type, Unit unit, String description, Label... labels) {
    this.base = base;
    this.type = type;
    this.unit = unit;
    this.description = description;
    this.labels = List.of(labels);
  }

  /** Returns the name by which it is asked for. */
  public String shownName() {
    return base + unit.suffix + (type == Type.COUNTER ? "_total" : "");
  }

  public Type type() {
    return type;
  }

  public Unit unit() {
    return unit;
  }

  /** Returns what it tells, which {@code /metrics} says, too. */
  public String description() {
    return description;
  }

  public List<Label> labels() {
    return labels;
  }

  /** Returns the name by which the server keeps it. */
  public String keptName() {
    return base;
  }

  private static String wire(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
