package org.metagov.gateway.routing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.inbox.InboxState;
import org.metagov.gateway.spi.Doc;

/** What stands in answers about webhooks. */
final class WebhookShapes {
  private WebhookShapes() {}

  /** How a process's share in a webhook stands. */
  enum TaskState {
    WAITING,
    PARKED
  }

  record Webhook(
      @Doc("A number") long id,
      @Doc("The community it is for") String community,
      @Doc("The plugin that takes it") String plugin,
      @Doc("What it is about, as the plugin names it") Optional<String> lane,
      @Doc("What the platform calls it") Optional<String> deliveryId,
      @Doc("What has become of it") InboxState state,
      @Doc("When it came in") Instant receivedAt,
      @Doc("How often the plugin has tried it") int tries,
      @Doc("When the plugin tries it next") Optional<Instant> nextTryAt,
      @Doc("When it was done with") Optional<Instant> endedAt,
      @Doc("Why the last try failed") Optional<String> lastError,
      @Doc(
              "The trace id of all that comes of it, as in the log; null for one that an earlier"
                  + " version has kept")
          Optional<String> trace,
      @Doc(
              "What the instance was told apart by from others of the plugin, where it was called"
                  + " something")
          Optional<String> communityPlatformId) {}

  record WebhookPage(
      @Doc("By id") List<Webhook> webhooks,
      @Doc("The `after` of the next page; null on the last one") Optional<Long> next) {}

  record Content(
      @Doc("The processes that have still to take it in") List<Task> tasks,
      @Doc("What came with it; null where nobody can tell any more what is secret in it")
          Optional<Map<String, String>> headers,
      @Doc("The query of its URL") Optional<String> query,
      @Doc("The body, with secrets blacked out") Optional<String> body) {}

  record Task(
      @Doc("The process") long processId,
      @Doc("Whether it waits for a try, or for somebody") TaskState state,
      @Doc("How often it was tried") int tries,
      @Doc("Why the last try failed") Optional<String> lastError) {}

  record Counts(
      @Doc("The community; null for the path of all communities") Optional<String> community,
      @Doc("The plugin") String plugin,
      @Doc("How many were kept") long accepted,
      @Doc("How many of those had come before") long repeated,
      @Doc("How many were refused") long refused,
      @Doc("How many were for nobody we know") long unmatched,
      @Doc("When the last one came in") Optional<Instant> lastSeenAt,
      @Doc("When the last one was kept") Optional<Instant> lastVerifiedAt,
      @Doc("When the last one was refused") Optional<Instant> lastRefusedAt,
      @Doc("Why that was") Optional<String> lastRefusal,
      @Doc(
              "What the instance is told apart by from others of the plugin, where it is called"
                  + " something")
          Optional<String> communityPlatformId) {}
}
