package org.metagov.gateway.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The settings this server runs with: each read and checked once. */
public final class Settings {
  private static final Pattern OF_A_PLUGIN =
      Pattern.compile(
          "metagov\\.plugin\\.([^.]+)\\.(server-url|check-interval|calls-per-minute|webhook-max-body)");

  private final Map<String, Object> values = new ConcurrentHashMap<>();
  private final Map<String, Given> given = new ConcurrentSkipListMap<>();
  private final Set<String> unknown = new TreeSet<>();

  private final Function<String, Optional<String>> source;

  private Settings(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /**
   * Reads MicroProfile Config.
   *
   * @throws InvalidSettingException naming the key of the first value that is wrong
   */
  public static Settings load() {
    // By our own class loader: while the server opens the pool, the thread has none of ours.
    Config config = ConfigProvider.getConfig(Settings.class.getClassLoader());
    Set<String> names = new TreeSet<>();
    config.getPropertyNames().forEach(names::add);
    return read(names, key -> config.getOptionalValue(key, String.class));
  }

  /** As {@link #load()}, from the properties {@code names} with the values of {@code source}. */
  public static Settings read(Set<String> names, Function<String, Optional<String>> source) {
    Settings settings = new Settings(source);
    Setting.ALL.forEach(settings::put);
    Set<String> known = Setting.ALL.stream().map(Setting::key).collect(Collectors.toSet());
    for (String name : names) {
      Matcher plugin = OF_A_PLUGIN.matcher(name);
      if (plugin.matches()) {
        settings.put(settingOf(plugin.group(1), plugin.group(2)));
      } else if (name.startsWith("metagov.") && !known.contains(name)) {
        settings.unknown.add(name);
      }
    }
    return settings;
  }

  /** Returns the value of a setting that has a default. */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalStateException(setting.key() + " has no default"));
  }

  /** Returns the value of a setting that may be absent. */
  // Safe: put() stores under a key what the setting of that key has read.
  @SuppressWarnings("unchecked")
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting.key()));
  }

  /** Returns the server-wide address of {@code plugin}'s platform. */
  public Optional<URI> pluginServerUrl(String plugin) {
    return ofPlugin(Setting.pluginServerUrl(plugin));
  }

  /** Returns how often {@code plugin}'s platform is asked how a governance process stands. */
  public Duration checkInterval(String plugin) {
    return ofPlugin(Setting.pluginCheckInterval(plugin))
        .orElseGet(() -> get(Setting.PROCESS_CHECK_INTERVAL));
  }

  /** Returns how many calls a minute {@code plugin}'s platform gets for one token. */
  public int callsPerMinute(String plugin) {
    return ofPlugin(Setting.pluginCallsPerMinute(plugin))
        .orElseGet(() -> get(Setting.OUTBOUND_CALLS_PER_MINUTE));
  }

  /**
   * Returns the largest body of a webhook to {@code plugin}, in bytes.
   *
   * @param unsigned whether its platform signs nothing
   */
  public long maxWebhookBody(String plugin, boolean unsigned) {
    long most = get(Setting.WEBHOOK_MAX_BODY);
    return ofPlugin(Setting.pluginMaxWebhookBody(plugin))
        .orElseGet(() -> unsigned ? Math.min(most, get(Setting.WEBHOOK_MAX_UNSIGNED)) : most);
  }

  private static Setting<?> settingOf(String plugin, String name) {
    return switch (name) {
      case "server-url" -> Setting.pluginServerUrl(plugin);
      case "check-interval" -> Setting.pluginCheckInterval(plugin);
      case "webhook-max-body" -> Setting.pluginMaxWebhookBody(plugin);
      default -> Setting.pluginCallsPerMinute(plugin);
    };
  }

  private <T> Optional<T> ofPlugin(Setting<T> setting) {
    // Asked for by its name: in the environment it has another one.
    if (!values.containsKey(setting.key())) {
      put(setting);
    }
    return find(setting);
  }

  /**
   * A setting that was set.
   *
   * @param key its name
   * @param shown what it was set to; empty where that is a secret, or may hold one
   * @param standard what would hold else
   */
  public record Given(String key, Optional<String> shown, Optional<String> standard) {}

  /** Returns the settings that were set to something else than what holds anyway, by name. */
  public List<Given> given() {
    return given.values().stream().toList();
  }

  /** Returns the text of {@code key}, which no setting here reads: a plugin has declared it. */
  public Optional<String> text(String key) {
    return source.apply(key);
  }

  /** The settings {@code keys} mean something to a plugin. */
  public void known(Collection<String> keys) {
    unknown.removeAll(keys);
  }

  /** Returns the {@code metagov.*} names that mean nothing here: most likely slips of the pen. */
  public Set<String> unknown() {
    return unknown;
  }

  private <T> void put(Setting<T> setting) {
    Optional<String> set =
        source.apply(setting.key()).map(String::strip).filter(text -> !text.isEmpty());
    set.or(setting::defaultText).ifPresent(text -> values.put(setting.key(), value(setting, text)));
    set.filter(text -> !text.equals(setting.defaultText().orElse("")))
        .ifPresent(
            text ->
                given.put(
                    setting.key(),
                    new Given(
                        setting.key(),
                        Optional.of(text).filter(shown -> !isHidden(setting, shown)),
                        setting.defaultText())));
  }

  /** A URL with a user's name has the password, too; one with a query may have a key there. */
  private static boolean isHidden(Setting<?> setting, String text) {
    return setting.secret() || text.contains("@") || text.contains("?");
  }

  private static <T> T value(Setting<T> setting, String text) {
    try {
      return setting.reader().apply(text);
    } catch (IllegalArgumentException e) {
      String found = isHidden(setting, text) ? "" : ", found '" + text + "'";
      throw new InvalidSettingException(setting.key() + ": " + e.getMessage() + found, e);
    }
  }
}
