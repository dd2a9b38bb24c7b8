package org.metagov.gateway.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.overview.NodeRows.Seen;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.store.Node;
import org.metagov.gateway.work.Queue;

/** What there is to tell of the server as a whole; of what is counted, what metrics show. */
@ApplicationScoped
public class Overview {
  /** Those of which one may have so much; as metrics call them. */
  private static final List<String> QUOTAS = List.of("inbox", "processes", "receivers", "keys");

  @Inject @Any private Instance<Queue> queues;
  @Inject @Any private Instance<HealthCheck> checks;
  @Inject private Gauges gauges;
  @Inject private Settings settings;
  @Inject private Node node;
  @Inject private Nodes nodes;

  /** Returns it. */
  JsonObject view() {
    Seen here = nodes.here();
    return JsonText.object()
        .add("version", here.version())
        .add("java_version", Runtime.version().toString())
        .add("database", node.isAlone() ? "derby" : "postgresql")
        .add("started_at", here.startedAt().toString())
        .add("now", here.at().toString())
        .add("nodes", nodes(here))
        .add("queues", queues())
        .add("health", health())
        .add("quotas", quotas())
        .add("destinations_down", whole(gauges.of(Metric.DESTINATIONS_DOWN)))
        .add("streams", whole(gauges.of(Metric.STREAMS)))
        .add("settings", given())
        .build();
  }

  private JsonArrayBuilder nodes(Seen here) {
    JsonArrayBuilder list = JsonText.array().add(node(here, true));
    nodes.others().forEach(other -> list.add(node(other, false)));
    return list;
  }

  private static JsonObject node(Seen seen, boolean here) {
    return JsonText.object()
        .add("id", seen.id())
        .add("here", here)
        .add("started_at", seen.startedAt().toString())
        .add("seen_at", seen.at().toString())
        .add("version", seen.version())
        .build();
  }

  private JsonArrayBuilder queues() {
    JsonArrayBuilder list = JsonText.array();
    queues.stream()
        .map(queue -> queue.table().name())
        .sorted()
        .forEach(
            name ->
                list.add(
                    JsonText.object()
                        .add("name", name)
                        .add("due", whole(gauges.of(Metric.QUEUE_DUE, name)))
                        .add("oldest_seconds", number(gauges.of(Metric.QUEUE_AGE, name)))
                        .add("running", whole(gauges.of(Metric.QUEUE_RUNNING, name)))
                        .add("places", whole(gauges.of(Metric.QUEUE_PLACES, name)))
                        .add("looked_seconds", number(gauges.of(Metric.QUEUE_LOOKED, name)))));
    return list;
  }

  private JsonObject health() {
    JsonArrayBuilder list = JsonText.array();
    List<HealthCheckResponse> answers =
        checks.stream()
            .map(HealthCheck::call)
            .sorted(Comparator.comparing(HealthCheckResponse::getName))
            .toList();
    answers.forEach(answer -> list.add(check(answer)));
    boolean up = answers.stream().allMatch(a -> a.getStatus() == HealthCheckResponse.Status.UP);
    return JsonText.object().add("status", up ? "up" : "down").add("checks", list).build();
  }

  private static JsonObject check(HealthCheckResponse answer) {
    var data = JsonText.object();
    answer
        .getData()
        .ifPresent(all -> all.forEach((name, value) -> data.add(name, String.valueOf(value))));
    return JsonText.object()
        .add("name", answer.getName())
        .add("status", answer.getStatus() == HealthCheckResponse.Status.UP ? "up" : "down")
        .add("data", data)
        .build();
  }

  private JsonArrayBuilder quotas() {
    JsonArrayBuilder list = JsonText.array();
    QUOTAS.forEach(
        name ->
            list.add(
                JsonText.object()
                    .add("name", name)
                    .add("fullest", number(gauges.of(Metric.QUOTA_FULLEST, name)))));
    return list;
  }

  private JsonArrayBuilder given() {
    JsonArrayBuilder list = JsonText.array();
    Stream<Settings.Given> all = settings.given().stream();
    all.forEach(
        given ->
            list.add(
                JsonText.object()
                    .add("key", given.key())
                    .add("value", JsonText.string(given.shown().orElse(null)))
                    .add("standard", JsonText.string(given.standard().orElse(null)))));
    return list;
  }

  private static JsonValue whole(Optional<Double> value) {
    return value
        .<JsonValue>map(number -> JsonText.provider().createValue(number.longValue()))
        .orElse(JsonValue.NULL);
  }

  private static JsonValue number(Optional<Double> value) {
    return value
        .<JsonValue>map(number -> JsonText.provider().createValue(number))
        .orElse(JsonValue.NULL);
  }
}
