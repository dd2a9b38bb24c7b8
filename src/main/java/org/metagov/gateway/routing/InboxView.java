package org.metagov.gateway.routing;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.inbox.InboxSnapshot;
import org.metagov.gateway.inbox.TaskSnapshot;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.webhook.Counted;
import org.metagov.gateway.webhook.HookCountService;
import org.metagov.gateway.webhook.HookCounts;
import org.metagov.gateway.webhook.HookCounts.Address;
import org.metagov.gateway.webhook.WebhookCount;

/** The inbox as drivers and operators see it. */
@ApplicationScoped
public class InboxView {
  /** Headers that let somebody in, or would let somebody pass for the platform. */
  private static final Pattern SECRET_HEADER =
      Pattern.compile(".*(authorization|cookie|signature|token|secret|api-?key).*");

  @Inject private Catalog catalog;
  @EJB private CommunityService communities;
  @EJB private HookCountService written;
  @Inject private HookCounts pending;

  static JsonObject summary(InboxSnapshot webhook) {
    return builder(webhook).build();
  }

  /**
   * Returns a webhook with headers and body, in which the secrets of its config, and of what the
   * server has set for the plugin, are blacked out.
   */
  public JsonObject whole(
      InboxSnapshot webhook, Optional<WebhookRequest> came, List<TaskSnapshot> tasks) {
    Optional<Secrets> secrets =
        UnreadableException.orNothing(() -> communities.findPlugin(webhook.instanceId()))
            .flatMap(
                enabled ->
                    catalog
                        .find(enabled.plugin())
                        .map(
                            plugin ->
                                Secrets.of(plugin, enabled.config())
                                    .and(catalog.settings(plugin))));
    JsonArrayBuilder list = JsonText.array();
    tasks.forEach(task -> list.add(task(task)));
    JsonObjectBuilder whole = builder(webhook).add("tasks", list);
    if (secrets.isPresent() && came.isPresent()) {
      WebhookRequest request = came.get();
      whole
          .add("headers", headers(request, secrets.get()))
          .add("query", secrets.get().blackOut(request.query()))
          .add("body", secrets.get().blackOut(request.text()));
    } else {
      // It is not kept any more, cannot be opened, or nobody can tell what in it was a secret.
      whole.addNull("headers").addNull("query").addNull("body");
    }
    return whole.build();
  }

  /**
   * Returns what came in at {@code address}.
   *
   * @param platformId what the instance there is told apart by from others of the plugin
   */
  public JsonObject counts(Address address, Optional<String> platformId) {
    JsonObject seen =
        pending.with(
            counted ->
                counts(
                    address,
                    written.find(address).orElseGet(WebhookCount::new),
                    counted.apply(address)));
    JsonObjectBuilder named = JsonText.object(seen);
    platformId.ifPresent(called -> named.add(PlatformIdParameter.NAME, called));
    return named.build();
  }

  /** Returns what came in at each of {@code addresses}, which are of instances. */
  public Map<Address, JsonObject> counts(List<Address> addresses) {
    if (addresses.isEmpty()) {
      return Map.of();
    }
    List<Long> instances = addresses.stream().map(Address::instanceId).toList();
    return pending.with(
        counted -> {
          Map<Long, WebhookCount> all = written.of(instances);
          return addresses.stream()
              .collect(
                  Collectors.toMap(
                      address -> address,
                      address ->
                          counts(
                              address,
                              all.getOrDefault(address.instanceId(), new WebhookCount()),
                              counted.apply(address))));
        });
  }

  private static JsonObject counts(Address address, WebhookCount count, Counted since) {
    count.add(since);
    return counts(address, count);
  }

  private static JsonObject counts(Address address, WebhookCount count) {
    return JsonText.object()
        .add(
            "community",
            JsonText.string(address.community().isEmpty() ? null : address.community()))
        .add("plugin", address.plugin())
        .add("accepted", count.getAccepted())
        .add("repeated", count.getRepeated())
        .add("refused", count.getRefused())
        .add("unmatched", count.getUnmatched())
        .add("last_seen_at", time(Optional.ofNullable(count.getLastSeenAt())))
        .add("last_verified_at", time(Optional.ofNullable(count.getLastVerifiedAt())))
        .add("last_refused_at", time(Optional.ofNullable(count.getLastRefusedAt())))
        .add("last_refusal", JsonText.string(count.getLastRefusal()))
        .build();
  }

  private static JsonObjectBuilder builder(InboxSnapshot webhook) {
    JsonObjectBuilder seen =
        JsonText.object()
            .add("id", webhook.id())
            .add("community", webhook.community())
            .add("plugin", webhook.plugin())
            .add("lane", JsonText.string(webhook.lane().isEmpty() ? null : webhook.lane()))
            .add("delivery_id", JsonText.string(webhook.deliveryId().orElse(null)))
            .add("state", webhook.state().wireName())
            .add("received_at", webhook.receivedAt().toString())
            .add("tries", webhook.tries())
            .add("next_try_at", time(webhook.dueAt()))
            .add("ended_at", time(webhook.endedAt()))
            .add("last_error", JsonText.string(webhook.lastError().orElse(null)))
            .add("trace", JsonText.string(webhook.trace().orElse(null)));
    webhook.platformId().ifPresent(called -> seen.add(PlatformIdParameter.NAME, called));
    return seen;
  }

  private static JsonObject headers(WebhookRequest request, Secrets secrets) {
    JsonObjectBuilder headers = JsonText.object();
    request
        .headers()
        .forEach(
            (name, values) -> {
              boolean secret = SECRET_HEADER.matcher(name.toLowerCase(Locale.ROOT)).matches();
              headers.add(name, secret ? "***" : secrets.blackOut(String.join(", ", values)));
            });
    return headers.build();
  }

  private static JsonObject task(TaskSnapshot task) {
    return JsonText.object()
        .add("process_id", task.processId())
        .add("state", task.dueAt().isEmpty() ? "parked" : "waiting")
        .add("tries", task.tries())
        .add("last_error", JsonText.string(task.lastError().orElse(null)))
        .build();
  }

  private static JsonValue time(Optional<Instant> time) {
    return JsonText.string(time.map(Instant::toString).orElse(null));
  }
}
