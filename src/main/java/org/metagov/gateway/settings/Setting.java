package org.metagov.gateway.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.metagov.gateway.address.AllowList;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.address.Network;

/**
 * One property of the gateway. Declared here it is checked at the start, and a test compares it
 * with the table in the documentation.
 *
 * @param key the MicroProfile Config property
 * @param type what it holds, for the table
 * @param defaultText what holds where it is not set; absent: nothing
 * @param example a value as an operator would write it
 * @param secret whether its value must never be shown
 * @param description one sentence for the table
 * @param reader text to value; throws {@code IllegalArgumentException} with what was expected
 */
public record Setting<T>(
    String key,
    String type,
    Optional<String> defaultText,
    String example,
    boolean secret,
    String description,
    Function<String, T> reader) {

  public static final Setting<HttpUrl> SERVER_URL =
      optional(
          "metagov.server-url",
          "URL",
          "https://gateway.example.org",
          "Where platforms and drivers reach this server. With one that is not loopback, internal"
              + " calls need a key, or a listener of their own.",
          ValueReader::serverUrl);

  public static final Setting<String> INTERNAL_KEY =
      secret(
          "metagov.internal.key",
          "text",
          "3kX9…",
          "The key that a driver sends as `Authorization: Bearer <key>`, and that is good for"
              + " everything: at least 32 characters. Drivers can have keys of their own besides.",
          ValueReader::bearerKey);

  public static final Setting<Boolean> INTERNAL_LOOPBACK =
      withDefault(
          "metagov.internal.loopback",
          "true or false",
          "true",
          "false",
          "Whether programs of the same machine are the driver without a key. With `false`"
              + " everybody needs one, and `metagov.internal.key` has to be set.",
          ValueReader::bool);

  public static final Setting<Duration> SESSION_IDLE =
      withDefault(
          "metagov.session.idle",
          "duration",
          "PT30M",
          "PT10M",
          "After how long without a request somebody who has signed in to the console is signed out.",
          text -> ValueReader.atLeast(Duration.ofMinutes(2), ValueReader.duration(text)));

  public static final Setting<Duration> SESSION_LONGEST =
      withDefault(
          "metagov.session.longest",
          "duration",
          "PT8H",
          "PT2H",
          "After how long at most: a working day.",
          ValueReader::duration);

  public static final Setting<Integer> INTERNAL_PORT =
      optional(
          "metagov.internal.port",
          "port",
          "9090",
          "The port of a second listener, for internal calls only; the other one is then for public"
              + " calls only. The listener itself is made in `config/preboot.asadmin`.",
          text -> ValueReader.integer(text, 1, 65_535));

  public static final Setting<Duration> STOP_TIMEOUT =
      withDefault(
          "metagov.stop-timeout",
          "duration",
          "PT10S",
          "PT25S",
          "How long a server that is asked to stop waits for requests and work that have begun.",
          ValueReader::duration);

  public static final Setting<Boolean> LOG_JSON =
      withDefault(
          "metagov.log.json",
          "true or false",
          "false",
          "true",
          "Whether each line of the log is a JSON object, from the start of the gateway on.",
          ValueReader::bool);

  public static final Setting<Path> DATA_DIR =
      withDefault(
          "metagov.data-dir",
          "folder",
          "data",
          "/var/lib/metagov",
          "Where the embedded database lies. Relative to the folder the server is started in.",
          ValueReader::path);

  public static final Setting<String> DB_URL =
      secret(
          "metagov.db.url",
          "JDBC URL",
          "jdbc:postgresql://db.example.org/metagov",
          "A PostgreSQL database in place of the embedded one.",
          ValueReader::jdbcUrl);

  public static final Setting<String> DB_USER =
      optional("metagov.db.user", "text", "metagov", "Who logs in to PostgreSQL.", text -> text);

  public static final Setting<String> DB_PASSWORD =
      secret("metagov.db.password", "text", "…", "The password of that user.", text -> text);

  public static final Setting<Duration> DB_LOCK_TIMEOUT =
      withDefault(
          "metagov.db.lock-timeout",
          "duration",
          "PT10S",
          "PT5S",
          "How long a statement waits for a lock in PostgreSQL.",
          ValueReader::duration);

  public static final Setting<Duration> DB_STATEMENT_TIMEOUT =
      withDefault(
          "metagov.db.statement-timeout",
          "duration",
          "PT25S",
          "PT1M",
          "How long a statement may take in PostgreSQL, waiting included.",
          ValueReader::duration);

  public static final Setting<Duration> DB_IDLE_TIMEOUT =
      withDefault(
          "metagov.db.idle-in-transaction-timeout",
          "duration",
          "PT30S",
          "PT20S",
          "How long a transaction in PostgreSQL may wait for its next statement, as that of a server"
              + " that hangs does.",
          ValueReader::duration);

  public static final Setting<Integer> DB_POOL_SIZE =
      withDefault(
          "metagov.db.pool-size",
          "number",
          "40",
          "20",
          "How many connections to the database a gateway has at most, from 10 to 100. How many"
              + " deliveries, checks, polls and webhooks it works on at once follows from it.",
          text -> ValueReader.integer(text, 10, 100));

  public static final Setting<String> SECRETS_KEY =
      secret(
          "metagov.secrets.key",
          "text",
          "Zm9y…",
          "The master key of what is secret in the database: 32 random bytes in Base64. All nodes of"
              + " one database need the same.",
          ValueReader::key);

  public static final Setting<Path> SECRETS_KEY_FILE =
      optional(
          "metagov.secrets.key-file",
          "file",
          "/run/secrets/metagov",
          "The file with that key, where `metagov.secrets.key` is not set; made at the first start."
              + " Where this is not set, `master.key` in `metagov.data-dir`.",
          ValueReader::path);

  public static final Setting<String> SECRETS_PREVIOUS_KEY =
      secret(
          "metagov.secrets.previous-key",
          "text",
          "Zm9y…",
          "The master key before this one, for the start that changes it.",
          ValueReader::key);

  public static final Setting<Boolean> SECRETS_REVEAL =
      withDefault(
          "metagov.secrets.reveal",
          "true or false",
          "false",
          "true",
          "Whether answers show the secrets in configs, for drivers that read them back; else they"
              + " show `********`.",
          ValueReader::bool);

  public static final Setting<Long> REQUEST_MAX_BODY =
      withDefault(
          "metagov.request.max-body",
          "size",
          "1MiB",
          "4MiB",
          "The largest request body; a larger one is 413.",
          ValueReader::size);

  public static final Setting<Duration> OUTBOUND_CONNECT_TIMEOUT =
      withDefault(
          "metagov.outbound.connect-timeout",
          "duration",
          "PT5S",
          "PT2S",
          "How long a connection to a platform may take to open.",
          ValueReader::duration);

  public static final Setting<Duration> OUTBOUND_TIMEOUT =
      withDefault(
          "metagov.outbound.timeout",
          "duration",
          "PT20S",
          "PT10S",
          "How long one call to a platform may take in all, to the last byte of the answer; at most"
              + " 25 s.",
          ValueReader::callDuration);

  public static final Setting<Long> OUTBOUND_MAX_REQUEST =
      withDefault(
          "metagov.outbound.max-request",
          "size",
          "8MiB",
          "25MiB",
          "The largest body of a request to a platform.",
          ValueReader::size);

  public static final Setting<Long> OUTBOUND_MAX_RESPONSE =
      withDefault(
          "metagov.outbound.max-response",
          "size",
          "8MiB",
          "16MiB",
          "The largest answer of a platform that is kept in memory.",
          ValueReader::size);

  public static final Setting<Long> OUTBOUND_MAX_STREAM =
      withDefault(
          "metagov.outbound.max-stream",
          "size",
          "128MiB",
          "256MiB",
          "The largest answer of a platform that is read as a stream, such as `accounts.json`.",
          ValueReader::size);

  public static final Setting<Integer> OUTBOUND_CALLS_PER_MINUTE =
      withDefault(
          "metagov.outbound.calls-per-minute",
          "number",
          "600",
          "60",
          "How many calls a minute a platform gets for one token, whichever communities use it."
              + " Checks of processes leave a quarter of them to drivers' other calls. More are"
              + " refused, with `Retry-After`.",
          ValueReader::callsPerMinute);

  public static final Setting<AllowList> OUTBOUND_ALLOW =
      optional(
          "metagov.outbound.allow",
          "list",
          "policykit,10.1.2.0/24",
          "Host names, addresses and networks, with commas between them, that may be called"
              + " although they are not on the Internet.",
          AllowList::of);

  public static final Setting<HttpUrl> OUTBOUND_PROXY =
      optional(
          "metagov.outbound.proxy",
          "URL",
          "http://10.1.2.3:4750",
          "A forward proxy for all calls to platforms and drivers. It looks names up itself, so it"
              + " has to see what addresses they lead to.",
          ValueReader::proxyUrl);

  public static final Setting<Integer> ACTION_MAX_RUNNING =
      withDefault(
          "metagov.action.max-running",
          "number",
          "16",
          "32",
          "How many calls of one plugin (actions, and steps of processes that drivers ask for) run"
              + " at once; three quarters of them to one server under one token.",
          text -> ValueReader.integer(text, 1, 1_000));

  public static final Setting<Integer> ACTION_MAX_PUBLIC =
      withDefault(
          "metagov.action.max-public",
          "number",
          "4",
          "16",
          "How many public actions of one plugin run at once that anybody asks for. They take no"
              + " places of drivers' calls.",
          text -> ValueReader.integer(text, 1, 1_000));

  public static final Setting<Integer> ACTION_MAX_WAITING =
      withDefault(
          "metagov.action.max-waiting",
          "number",
          "128",
          "0",
          "How many more, over all plugins, may wait for their turn; the next one is 503.",
          text -> ValueReader.integer(text, 0, 10_000));

  public static final Setting<Duration> ACTION_MAX_WAIT =
      withDefault(
          "metagov.action.max-wait",
          "duration",
          "PT5S",
          "PT1S",
          "How long one may wait for its turn before it is 503; at most 15 s.",
          ValueReader::waitDuration);

  public static final Setting<Duration> PROCESS_CHECK_INTERVAL =
      withDefault(
          "metagov.process.check-interval",
          "duration",
          "PT3M",
          "PT30S",
          "How often a platform is asked how a governance process stands.",
          ValueReader::duration);

  public static final Setting<Duration> PROCESS_GIVE_UP_AFTER =
      withDefault(
          "metagov.process.give-up-after",
          "duration",
          "P1D",
          "PT6H",
          "How long the platform's half of a governance process may be gone, or an interrupted"
              + " start unanswered, before the process ends with errors; and how long a vote that"
              + " the platform does not end in time is waited for, before it ends as counted so"
              + " far.",
          ValueReader::duration);

  public static final Setting<Duration> PROCESS_KEEP =
      withDefault(
          "metagov.process.keep",
          "duration",
          "P90D",
          "P365D",
          "How long a governance process can be seen after it is completed.",
          ValueReader::duration);

  public static final Setting<List<HttpUrl>> AUTH_REDIRECTS =
      optional(
          "metagov.auth.redirects",
          "list",
          "https://driver.example.org/slack/install",
          "Addresses, with commas between them, to which people may be sent after they have let a"
              + " plugin in or signed in: each, and what is below its path. Besides, the whole"
              + " origin of `metagov.driver.event-receiver-url`, and the console of this server.",
          ValueReader::redirects);

  public static final Setting<JoinRule> AUTH_JOIN =
      withDefault(
          "metagov.auth.join",
          "`named`, `made` or `invited`",
          "made",
          "invited",
          "What it takes to install a plugin by `/auth/` in a community that is there: `named`, its"
              + " name; `made`, its name where the gateway has made that, and nobody can guess it;"
              + " `invited`, an invitation that somebody with a key has asked for. With one of"
              + " these, it can be done in any case.",
          JoinRule::of);

  public static final Setting<String> RECEIVER_URL =
      optional(
          "metagov.driver.event-receiver-url",
          "URL",
          "https://driver.example.org/events",
          "Where events are sent: the receiver `default`.",
          ValueReader::driverUrl);

  public static final Setting<String> RECEIVER_SECRET =
      secret(
          "metagov.driver.event-receiver-secret",
          "text",
          "whsec_…",
          "What events to that receiver, and all callbacks, are signed with: `whsec_` and 24 to 64"
              + " bytes in Base64.",
          text -> text);

  public static final Setting<Duration> DELIVERY_TIMEOUT =
      withDefault(
          "metagov.delivery.timeout",
          "duration",
          "PT10S",
          "PT5S",
          "How long one call to a driver may take in all; at most 25 s.",
          ValueReader::callDuration);

  public static final Setting<Duration> DELIVERY_MAX_AGE =
      withDefault(
          "metagov.delivery.max-age",
          "duration",
          "P7D",
          "P14D",
          "How long a message waits for a driver that is down, paused or disabled, before it is a"
              + " dead letter.",
          ValueReader::duration);

  public static final Setting<Duration> EVENT_KEEP =
      withDefault(
          "metagov.event.keep",
          "duration",
          "P14D",
          "P30D",
          "How long the event log and callbacks are kept; longer while a delivery needs them.",
          ValueReader::duration);

  public static final Setting<Duration> DEAD_KEEP =
      withDefault(
          "metagov.delivery.keep-dead",
          "duration",
          "P30D",
          "P90D",
          "How long dead letters are kept, with their messages.",
          ValueReader::duration);

  public static final Setting<Duration> DELIVERED_KEEP =
      withDefault(
          "metagov.delivery.keep-delivered",
          "duration",
          "P3D",
          "P1D",
          "How long it can be seen that a message was delivered, and by which attempts.",
          ValueReader::duration);

  public static final Setting<Duration> AUDIT_KEEP =
      withDefault(
          "metagov.audit.keep",
          "duration",
          "P365D",
          "P90D",
          "How long it can be seen who did what.",
          ValueReader::duration);

  public static final Setting<Integer> MAX_STREAMS =
      withDefault(
          "metagov.event.max-streams",
          "number",
          "16",
          "64",
          "How many drivers may read the event log as a live stream at once; the next one is 503.",
          text -> ValueReader.integer(text, 0, 150));

  public static final Setting<Long> WEBHOOK_MAX_BODY =
      withDefault(
          "metagov.webhook.max-body",
          "size",
          "1MiB",
          "4MiB",
          "The largest body of a webhook; a larger one is 413.",
          ValueReader::size);

  public static final Setting<Long> WEBHOOK_MAX_UNSIGNED =
      withDefault(
          "metagov.webhook.max-unsigned-body",
          "size",
          "64KiB",
          "32KiB",
          "The same of a webhook whose platform signs nothing, if that is less.",
          ValueReader::size);

  public static final Setting<Integer> WEBHOOK_MAX_WAITING =
      withDefault(
          "metagov.webhook.max-waiting",
          "number",
          "100000",
          "10000",
          "How many webhooks may wait to be worked off; the next one is 503.",
          text -> ValueReader.integer(text, 1, 10_000_000));

  public static final Setting<List<Network>> TRUSTED_PROXIES =
      optional(
          "metagov.trusted-proxies",
          "list",
          "10.1.2.3,10.1.4.0/24",
          "Addresses and networks of proxies, with commas between them, whose `X-Forwarded-For`"
              + " names who has called.",
          Network::listOf);

  public static final Setting<Integer> RATE_PER_SOURCE =
      withDefault(
          "metagov.rate.public",
          "number",
          "6000",
          "600",
          "How many public requests a minute one address may make, and how many with a"
              + " wrong key; the next one is 429.",
          ValueReader::callsPerMinute);

  public static final Setting<Integer> RATE_WEBHOOKS =
      withDefault(
          "metagov.rate.webhooks",
          "number",
          "3000",
          "600",
          "How many webhooks a minute one community may get that are genuine; the next one is 429.",
          ValueReader::callsPerMinute);

  public static final Setting<Integer> RATE_PUBLIC_ACTIONS =
      withDefault(
          "metagov.rate.public-actions",
          "number",
          "600",
          "60",
          "How many public actions a minute anybody may ask for of one community, a quarter of them"
              + " from one address; the next one is 429.",
          ValueReader::callsPerMinute);

  public static final Setting<Integer> INBOX_ROWS =
      withDefault(
          "metagov.quota.inbox",
          "number",
          "10000",
          "2000",
          "How many webhooks one community may have in the inbox, parked ones too; its next one is"
              + " 503, and nobody else's.",
          text -> ValueReader.integer(text, 1, 10_000_000));

  public static final Setting<Long> INBOX_BYTES =
      withDefault(
          "metagov.quota.inbox-bytes",
          "size",
          "64MiB",
          "16MiB",
          "How large all of these may be together.",
          ValueReader::size);

  public static final Setting<Integer> PENDING_PROCESSES =
      withDefault(
          "metagov.quota.processes",
          "number",
          "10000",
          "500",
          "How many governance processes of one community may be pending; its next start is 429.",
          text -> ValueReader.integer(text, 1, 10_000_000));

  public static final Setting<Long> PENDING_PROCESSES_BYTES =
      withDefault(
          "metagov.quota.processes-bytes",
          "size",
          "64MiB",
          "16MiB",
          "How large all of these may be together: what they were started with, and what they have"
              + " come to.",
          ValueReader::size);

  public static final Setting<Integer> RECEIVERS =
      withDefault(
          "metagov.quota.receivers",
          "number",
          "100",
          "10",
          "How many receivers one driver key may have, and those without a key together; the next"
              + " one is 409.",
          text -> ValueReader.integer(text, 1, 100_000));

  public static final Setting<Long> RECEIVERS_BYTES =
      withDefault(
          "metagov.quota.receivers-bytes",
          "size",
          "1MiB",
          "256KiB",
          "How large all of these may be together: addresses, headers and filters.",
          ValueReader::size);

  public static final Setting<Integer> COMMUNITY_STREAMS =
      withDefault(
          "metagov.quota.streams",
          "number",
          "4",
          "8",
          "How many drivers may read the event log of one community as a live stream at once; the"
              + " next one is 429.",
          text -> ValueReader.integer(text, 1, 150));

  public static final Setting<Integer> COMMUNITY_KEYS =
      withDefault(
          "metagov.quota.keys",
          "number",
          "100",
          "20",
          "How many driver keys that were not revoked may name one community; the next one is 409.",
          text -> ValueReader.integer(text, 1, 1_000));

  public static final Setting<Integer> INSTANCES =
      withDefault(
          "metagov.quota.instances",
          "number",
          "100",
          "20",
          "How many instances of plugins one community may have; the next one is 409.",
          text -> ValueReader.integer(text, 1, 10_000));

  public static final Setting<Integer> IDENTITIES =
      withDefault(
          "metagov.quota.identities",
          "number",
          "100000",
          "5000",
          "How many Metagov ids and linked accounts one community may have; the next one is 409.",
          text -> ValueReader.integer(text, 1, 10_000_000));

  public static final Setting<Long> IDENTITIES_BYTES =
      withDefault(
          "metagov.quota.identities-bytes",
          "size",
          "64MiB",
          "16MiB",
          "How large all of these may be together: the accounts' ids and their `custom_data`.",
          ValueReader::size);

  public static final Setting<Duration> WEBHOOK_KEEP =
      withDefault(
          "metagov.webhook.keep",
          "duration",
          "P7D",
          "P14D",
          "How long webhooks are kept after they were worked off: so long one that is sent again"
              + " under the same id is known; at least 7 days.",
          text -> ValueReader.atLeast(Duration.ofDays(7), ValueReader.duration(text)));

  public static final Setting<Long> DISK_RESERVE =
      withDefault(
          "metagov.webhook.disk-reserve",
          "size",
          "256MiB",
          "1GiB",
          "While the disk of the embedded database has less room than this, webhooks are 503.",
          ValueReader::diskSpace);

  /** Every setting, in the order of the table. */
  public static final List<Setting<?>> ALL =
      List.of(
          SERVER_URL,
          INTERNAL_KEY,
          INTERNAL_LOOPBACK,
          SESSION_IDLE,
          SESSION_LONGEST,
          INTERNAL_PORT,
          STOP_TIMEOUT,
          LOG_JSON,
          DATA_DIR,
          DB_URL,
          DB_USER,
          DB_PASSWORD,
          DB_LOCK_TIMEOUT,
          DB_STATEMENT_TIMEOUT,
          DB_IDLE_TIMEOUT,
          DB_POOL_SIZE,
          SECRETS_KEY,
          SECRETS_KEY_FILE,
          SECRETS_PREVIOUS_KEY,
          SECRETS_REVEAL,
          REQUEST_MAX_BODY,
          OUTBOUND_CONNECT_TIMEOUT,
          OUTBOUND_TIMEOUT,
          OUTBOUND_MAX_REQUEST,
          OUTBOUND_MAX_RESPONSE,
          OUTBOUND_MAX_STREAM,
          OUTBOUND_CALLS_PER_MINUTE,
          OUTBOUND_ALLOW,
          OUTBOUND_PROXY,
          ACTION_MAX_RUNNING,
          ACTION_MAX_PUBLIC,
          ACTION_MAX_WAITING,
          ACTION_MAX_WAIT,
          PROCESS_CHECK_INTERVAL,
          PROCESS_GIVE_UP_AFTER,
          PROCESS_KEEP,
          AUTH_REDIRECTS,
          AUTH_JOIN,
          RECEIVER_URL,
          RECEIVER_SECRET,
          DELIVERY_TIMEOUT,
          DELIVERY_MAX_AGE,
          EVENT_KEEP,
          DEAD_KEEP,
          DELIVERED_KEEP,
          AUDIT_KEEP,
          MAX_STREAMS,
          WEBHOOK_MAX_BODY,
          WEBHOOK_MAX_UNSIGNED,
          WEBHOOK_MAX_WAITING,
          TRUSTED_PROXIES,
          RATE_PER_SOURCE,
          RATE_WEBHOOKS,
          RATE_PUBLIC_ACTIONS,
          INBOX_ROWS,
          INBOX_BYTES,
          PENDING_PROCESSES,
          PENDING_PROCESSES_BYTES,
          RECEIVERS,
          RECEIVERS_BYTES,
          COMMUNITY_STREAMS,
          COMMUNITY_KEYS,
          INSTANCES,
          IDENTITIES,
          IDENTITIES_BYTES,
          WEBHOOK_KEEP,
          DISK_RESERVE);

  /**
   * Returns the address of {@code plugin}'s platform for communities that do not name their own:
   * {@code metagov.plugin.<name>.server-url}.
   */
  public static Setting<URI> pluginServerUrl(String plugin) {
    return optional(
        "metagov.plugin." + plugin + ".server-url",
        "URL",
        "https://platform.example.org",
        "The address of a plugin's platform, for communities whose config has no `server_url`.",
        ValueReader::platformUrl);
  }

  /** Returns how often {@code plugin}'s platform is asked, where that is not as for all others. */
  public static Setting<Duration> pluginCheckInterval(String plugin) {
    return optional(
        "metagov.plugin." + plugin + ".check-interval",
        "duration",
        "PT30S",
        "How often this plugin's platform is asked how a governance process stands.",
        ValueReader::duration);
  }

  /** Returns how many calls {@code plugin}'s platform gets, where that is not as for all others. */
  public static Setting<Integer> pluginCallsPerMinute(String plugin) {
    return optional(
        "metagov.plugin." + plugin + ".calls-per-minute",
        "number",
        "60",
        "How many calls a minute this plugin's platform gets for one token.",
        ValueReader::callsPerMinute);
  }

  /**
   * Returns the largest body of a webhook to {@code plugin}, where that is not as for all others.
   */
  public static Setting<Long> pluginMaxWebhookBody(String plugin) {
    return optional(
        "metagov.plugin." + plugin + ".webhook-max-body",
        "size",
        "25MiB",
        "The largest body of a webhook to this plugin.",
        ValueReader::size);
  }

  private static <T> Setting<T> optional(
      String key, String type, String example, String description, Function<String, T> reader) {
    return new Setting<>(key, type, Optional.empty(), example, false, description, reader);
  }

  private static <T> Setting<T> secret(
      String key, String type, String example, String description, Function<String, T> reader) {
    return new Setting<>(key, type, Optional.empty(), example, true, description, reader);
  }

  private static <T> Setting<T> withDefault(
      String key,
      String type,
      String defaultText,
      String example,
      String description,
      Function<String, T> reader) {
    return new Setting<>(key, type, Optional.of(defaultText), example, false, description, reader);
  }
}
