package org.metagov.gateway.setup;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Doc;

/** What stands in answers about communities and plugins. */
final class CommunityShapes {
  private CommunityShapes() {}

  record Community(
      @Doc("What stands in URLs: 1 to 50 letters, digits, `-` and `_`") String name,
      @Doc("The same as `name`") String slug,
      @Doc("For people") String readableName,
      @Doc("In the order of their names") List<EnabledPlugin> plugins) {}

  record EnabledPlugin(
      @Doc("A number that no other enabling of a plugin ever has") long id,
      @Doc("The plugin's name") String name,
      @Doc(
              "Its config, with defaults filled in; null where it cannot be opened in the database:"
                  + " give it a config anew, or disable it")
          Optional<JsonObject> config,
      @Doc("The community") String community,
      @Doc("How the community lets the gateway in to the platform") AuthType authType,
      @Doc(
              "What it is told apart by from others of the plugin in the community, where it is"
                  + " called something")
          Optional<String> communityPlatformId) {}

  record CommunityPage(
      @Doc("By name") List<Community> communities,
      @Doc("The `after` of the next page; null on the last one") Optional<String> next) {}

  record Status(
      @Doc("The community") String community,
      @Doc("In the order of their names") List<PluginStatus> plugins) {}

  record StatusPage(
      @Doc("By name") List<Status> communities,
      @Doc("The `after` of the next page; null on the last one") Optional<String> next) {}

  record PluginStatus(
      @Doc("A number that no other enabling of a plugin ever has") long id,
      @Doc("The plugin's name") String name,
      @Doc("What it is told apart by from others of the plugin, where it is called something")
          Optional<String> communityPlatformId,
      @Doc("What has come in; null: it takes no webhooks") Optional<WebhookStatus> webhooks,
      @Doc("What waits to be worked off, and what was parked") InboxStatus inbox,
      @Doc("Its processes that are under way") UnderWay processes,
      @Doc("How it asks its platform for news; null: it does not") Optional<PollStatus> poll,
      @Doc("The tokens that its platform has given, without themselves")
          List<CredentialStatus> credentials,
      @Doc("Whether there are no troubles") boolean well,
      @Doc(
              "What somebody should look at: `webhooks_refused`, `inbox_parked`, `checks_failing`,"
                  + " `poll_failing`, `credential_expiring`, `credential_expired`,"
                  + " `credential_unreadable` (in the database: connect the platform anew)")
          List<String> troubles) {}

  record WebhookStatus(
      @Doc("How many were kept") long accepted,
      @Doc("How many of those had come before") long repeated,
      @Doc("How many were refused") long refused,
      @Doc("How many were for nobody we know") long unmatched,
      @Doc("When the last one came in") Optional<Instant> lastSeenAt,
      @Doc("When the last one was kept") Optional<Instant> lastVerifiedAt,
      @Doc("When the last one was refused") Optional<Instant> lastRefusedAt,
      @Doc("Why that was") Optional<String> lastRefusal) {}

  record CredentialStatus(
      @Doc("What the plugin calls it") String name,
      @Doc("When it ends by itself; null: it does not") Optional<Instant> expiresAt,
      @Doc("Whether the gateway has what a new one is had for") boolean renewable) {}

  record InboxStatus(
      @Doc("How many wait, at most 1000") int waiting,
      @Doc("How many were parked, at most 1000") int parked,
      @Doc("Why the last one of them failed") Optional<String> lastError) {}

  record UnderWay(
      @Doc("How many are under way, at most 1000") int pending,
      @Doc("Of how many of them the last look has failed") int failing,
      @Doc("When one of them was last looked at") Optional<Instant> lastCheckedAt,
      @Doc("When one of them is looked at next") Optional<Instant> nextCheckAt,
      @Doc("Why the last look failed that did") Optional<String> lastError) {}

  record PollStatus(
      @Doc("When its platform was last asked") Optional<Instant> lastAt,
      @Doc("When it is asked next") Instant nextAt,
      @Doc("How often in a row that has failed") int failures,
      @Doc("Why it failed last") Optional<String> lastError) {}

  record Hooks(
      @Doc("Paths that platforms send webhooks to") List<String> hooks,
      @Doc("Of the plugins that register their webhooks by themselves")
          List<Registration> registrations) {}

  record Registration(
      @Doc("Where it is sent to") Optional<String> path,
      String plugin,
      @Doc("Whether its platform has it") boolean registered,
      @Doc("What somebody has to do on the platform, and why; null: nothing")
          Optional<String> byHand) {}

  record Callable(
      @Doc("What it is called by: `<plugin>.<name>`") String id,
      @Doc("What it is for") String description,
      @Doc("JSON Schema (draft 7) of what it takes; null: any object, or nothing")
          Optional<JsonObject> parametersSchema,
      @Doc("JSON Schema (draft 7) of what it answers; null: any object")
          Optional<JsonObject> responseSchema) {}

  record EventType(
      @Doc("What happened") String eventType,
      @Doc("The plugin") String source,
      @Doc("JSON Schema (draft 7) of `data`, where it is declared") Optional<JsonObject> schema) {}

  record Actions(@Doc("Of all enabled plugins") List<Callable> actions) {}

  record ProcessTypes(@Doc("Of all enabled plugins") List<ProcessType> processes) {}

  record ProcessType(
      @Doc("What it is started by: `<plugin>.<name>`") String id,
      @Doc("What it is for") String description,
      @Doc("JSON Schema (draft 7) of what it takes; null: any object")
          Optional<JsonObject> parametersSchema,
      @Doc("null: outcomes have none") Optional<JsonObject> responseSchema,
      @Doc("Whether it can be closed by hand") boolean closable) {}

  record EventTypes(@Doc("Of all enabled plugins") List<EventType> events) {}

  record PluginMetadata(
      @Doc("The plugin's name") String name,
      @Doc("How a community lets the gateway in to the platform") AuthType authType,
      @Doc("Whether its platform sends webhooks") boolean usesWebhook,
      @Doc("Whether its connection can be tested") boolean testsConnection,
      @Doc("For people: what it is, where to get its key, and how to set up its webhook")
          Optional<JsonObject> about,
      @Doc("What it takes and gives") Declared schemas) {}

  record Declared(
      @Doc("JSON Schema (draft 7) of its config") JsonObject config,
      @Doc("Its actions") List<Callable> actions,
      @Doc("The events it tells of") List<EventType> events,
      @Doc("Its governance processes") List<ProcessType> processes) {}

  /** How a test of a connection went. */
  enum ProbeResult {
    OK,
    REFUSED,
    UNREACHABLE,
    FAILED,
    UNTESTED
  }

  record Probe(
      @Doc(
              "`ok`; `refused`: the platform does not let the gateway in, or the config cannot work;"
                  + " `unreachable`: it does not answer; `failed`: it answers something else;"
                  + " `untested`: the plugin has nothing harmless to ask for")
          ProbeResult result,
      @Doc("What was found, for people") String detail,
      @Doc("How many milliseconds it took") long ms) {}

  record Plugins(@Doc("By name") List<PluginMetadata> plugins) {}
}
