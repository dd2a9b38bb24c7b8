package org.metagov.gateway.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

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

  public static final Setting<URI> SERVER_URL =
      optional(
          "metagov.server-url",
          "URL",
          "https://gateway.example.org",
          "Where platforms and drivers reach this server. With one that is not loopback, internal"
              + " calls need a key, or a listener of their own.",
          Setting::httpUrl);

  public static final Setting<String> INTERNAL_KEY =
      secret(
          "metagov.internal.key",
          "text",
          "3kX9…",
          "The key that a driver sends as `Authorization: Bearer <key>`.",
          Setting::bearerKey);

  public static final Setting<Integer> INTERNAL_PORT =
      optional(
          "metagov.internal.port",
          "port",
          "9090",
          "The port of a second listener; internal calls that come in by any other are refused. The"
              + " listener itself is opened in `config/preboot.asadmin`.",
          text -> integer(text, 1, 65_535));

  public static final Setting<Path> DATA_DIR =
      withDefault(
          "metagov.data-dir",
          "folder",
          "data",
          "/var/lib/metagov",
          "Where the embedded database lies. Relative to the folder the server is started in.",
          Setting::path);

  public static final Setting<String> DB_URL =
      secret(
          "metagov.db.url",
          "JDBC URL",
          "jdbc:postgresql://db.example.org/metagov",
          "A PostgreSQL database in place of the embedded one.",
          Setting::jdbcUrl);

  public static final Setting<String> DB_USER =
      optional("metagov.db.user", "text", "metagov", "Who logs in to PostgreSQL.", text -> text);

  public static final Setting<String> DB_PASSWORD =
      secret("metagov.db.password", "text", "…", "The password of that user.", text -> text);

  public static final Setting<Long> REQUEST_MAX_BODY =
      withDefault(
          "metagov.request.max-body",
          "size",
          "1MiB",
          "4MiB",
          "The largest request body; a larger one is 413.",
          Setting::size);

  public static final Setting<Duration> OUTBOUND_CONNECT_TIMEOUT =
      withDefault(
          "metagov.outbound.connect-timeout",
          "duration",
          "PT5S",
          "PT2S",
          "How long a connection to a platform may take to open.",
          Setting::duration);

  public static final Setting<Duration> OUTBOUND_TIMEOUT =
      withDefault(
          "metagov.outbound.timeout",
          "duration",
          "PT20S",
          "PT10S",
          "How long one call to a platform may take in all, to the last byte of the answer; at most"
              + " 25 s.",
          Setting::callDuration);

  public static final Setting<Long> OUTBOUND_MAX_RESPONSE =
      withDefault(
          "metagov.outbound.max-response",
          "size",
          "8MiB",
          "16MiB",
          "The largest answer of a platform that is kept in memory.",
          Setting::size);

  public static final Setting<Long> OUTBOUND_MAX_STREAM =
      withDefault(
          "metagov.outbound.max-stream",
          "size",
          "128MiB",
          "256MiB",
          "The largest answer of a platform that is read as a stream, such as `accounts.json`.",
          Setting::size);

  public static final Setting<Integer> ACTION_MAX_RUNNING =
      withDefault(
          "metagov.action.max-running",
          "number",
          "16",
          "32",
          "How many calls of one plugin (actions, and steps of processes that drivers ask for) run at once.",
          text -> integer(text, 1, 1_000));

  public static final Setting<Integer> ACTION_MAX_WAITING =
      withDefault(
          "metagov.action.max-waiting",
          "number",
          "128",
          "0",
          "How many more, over all plugins, may wait for their turn; the next one is 503.",
          text -> integer(text, 0, 10_000));

  public static final Setting<Duration> ACTION_MAX_WAIT =
      withDefault(
          "metagov.action.max-wait",
          "duration",
          "PT5S",
          "PT1S",
          "How long one may wait for its turn before it is 503.",
          Setting::duration);

  public static final Setting<Duration> PROCESS_CHECK_INTERVAL =
      withDefault(
          "metagov.process.check-interval",
          "duration",
          "PT3M",
          "PT30S",
          "How often a platform is asked how a governance process stands.",
          Setting::duration);

  public static final Setting<Duration> PROCESS_GIVE_UP_AFTER =
      withDefault(
          "metagov.process.give-up-after",
          "duration",
          "P1D",
          "PT6H",
          "How long the platform's half of a governance process may be gone, or an interrupted start"
              + " unanswered, before the process ends with errors.",
          Setting::duration);

  /** Every setting, in the order of the table. */
  public static final List<Setting<?>> ALL =
      List.of(
          SERVER_URL,
          INTERNAL_KEY,
          INTERNAL_PORT,
          DATA_DIR,
          DB_URL,
          DB_USER,
          DB_PASSWORD,
          REQUEST_MAX_BODY,
          OUTBOUND_CONNECT_TIMEOUT,
          OUTBOUND_TIMEOUT,
          OUTBOUND_MAX_RESPONSE,
          OUTBOUND_MAX_STREAM,
          ACTION_MAX_RUNNING,
          ACTION_MAX_WAITING,
          ACTION_MAX_WAIT,
          PROCESS_CHECK_INTERVAL,
          PROCESS_GIVE_UP_AFTER);

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)?");
  private static final Duration LONGEST_CALL = Duration.ofSeconds(25);
  private static final Duration LONGEST = Duration.ofDays(365);

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
        Setting::httpUrl);
  }

  /** Returns how often {@code plugin}'s platform is asked, where that is not as for all others. */
  public static Setting<Duration> pluginCheckInterval(String plugin) {
    return optional(
        "metagov.plugin." + plugin + ".check-interval",
        "duration",
        "PT30S",
        "How often this plugin's platform is asked how a governance process stands.",
        Setting::duration);
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

  private static URI httpUrl(String text) {
    try {
      URI uri = URI.create(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other text that is no such URL.
    }
    throw new IllegalArgumentException("expected a URL such as https://host[:port][/path]");
  }

  private static String bearerKey(String text) {
    // The characters of RFC 6750's b64token: what a client can send in the header.
    if (!text.matches("[-A-Za-z0-9._~+/]+=*")) {
      throw new IllegalArgumentException("expected letters, digits and - . _ ~ + / only");
    }
    return text;
  }

  private static String jdbcUrl(String text) {
    if (!text.startsWith("jdbc:postgresql:") || Driver.parseURL(text, null) == null) {
      throw new IllegalArgumentException("expected jdbc:postgresql://host[:port]/database");
    }
    return text;
  }

  private static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a folder", e);
    }
  }

  private static int integer(String text, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range.
    }
    throw new IllegalArgumentException("expected a number from " + least + " to " + most);
  }

  private static long size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a size such as 512KiB or 1MiB");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    int shift =
        switch (unit) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    // Short of the largest array, as one more byte is read to see that there is one.
    if (number == 0 || number > ((Integer.MAX_VALUE - 8) >> shift)) {
      throw new IllegalArgumentException("expected a size from 1B to just under 2GiB");
    }
    return number << shift;
  }

  /** Less than half a lease: whoever makes a call must still have the right to when it ends. */
  private static Duration callDuration(String text) {
    Duration duration = duration(text);
    if (duration.compareTo(LONGEST_CALL) > 0) {
      throw new IllegalArgumentException("expected at most " + LONGEST_CALL);
    }
    return duration;
  }

  private static Duration duration(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Told below, as a duration out of range.
    }
    throw new IllegalArgumentException("expected a duration such as PT20S, PT3M or P7D");
  }
}
