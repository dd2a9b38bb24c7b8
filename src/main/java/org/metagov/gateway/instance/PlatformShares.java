package org.metagov.gateway.instance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.outbound.CallBudgets;
import org.metagov.gateway.outbound.CallMeter;
import org.metagov.gateway.outbound.OutboundHttp;
import org.metagov.gateway.settings.Settings;

/**
 * What instances share of a platform: whose calls are counted together, and who hangs when it does.
 */
@ApplicationScoped
public class PlatformShares {
  private static final int MOST = 10_000;

  @Inject private ReadyConfigs configs;
  @Inject private CallBudgets budgets;
  @Inject private Settings settings;
  @Inject private Meters meters;

  /** Who counts the calls of each plugin. */
  private final Map<String, CallMeter> heard = new ConcurrentHashMap<>();

  /** What each instance was last called as, by its id. */
  private final Map<Long, String> platforms = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Returns what the instance {@code id} has in common with those that hang when it does: plugin,
   * server and token. One that was not called yet is by itself.
   */
  public String platform(long id) {
    synchronized (platforms) {
      return platforms.getOrDefault(id, "instance " + id);
    }
  }

  /**
   * As {@link #platform(long)}, for one that perhaps was not called yet.
   *
   * @throws ProblemException 409 where its stored config no longer fits the plugin
   */
  public String platform(PluginDescriptor plugin, PluginSnapshot enabled) {
    String platform = platform(plugin, enabled.community(), configs.of(plugin, enabled));
    learn(enabled.id(), platform);
    return platform;
  }

  /** Notes what the instance {@code id} is called as. */
  void learn(long id, PluginDescriptor plugin, String community, ReadyConfig from) {
    learn(id, platform(plugin, community, from));
  }

  private void learn(long id, String platform) {
    synchronized (platforms) {
      platforms.put(id, platform);
      if (platforms.size() > MOST) {
        platforms.remove(platforms.keySet().iterator().next());
      }
    }
  }

  /** A platform counts by token: communities that share one share a budget. */
  private static String platform(PluginDescriptor plugin, String community, ReadyConfig from) {
    String server = from.serverUrl().map(URI::toString).orElse("");
    String token = from.token().orElseGet(() -> owner(plugin, community, from));
    return String.join(" ", plugin.name(), server.toLowerCase(Locale.ROOT), token);
  }

  /**
   * Where the config says what the community is called there, those that are the same share it. The
   * address of the server is no such name: it may be everybody's, who need not wait for each other.
   */
  private static String owner(PluginDescriptor plugin, String community, ReadyConfig from) {
    return plugin
        .platformId()
        .filter(member -> !member.equals(ReadyConfigs.SERVER_URL))
        .flatMap(member -> plugin.platformId(from.source()))
        .map(id -> "at " + id)
        .orElse("of " + community);
  }

  /** Returns as whom {@code community} calls its platform. */
  OutboundHttp.Caller caller(
      PluginDescriptor plugin, String community, ReadyConfig from, AtomicBoolean begun) {
    return caller(plugin, from, platform(plugin, community, from), begun);
  }

  /**
   * As above, with a credential. Of what all communities share, one of them leaves a quarter to the
   * others.
   */
  OutboundHttp.Caller caller(
      PluginDescriptor plugin,
      String community,
      ReadyConfig from,
      CredentialInUse used,
      AtomicBoolean begun) {
    String counted = used.countedBy(owner(plugin, community, from));
    String server = from.serverUrl().map(URI::toString).orElse("");
    String key = String.join(" ", plugin.name(), server, counted);
    int most = settings.callsPerMinute(plugin.name());
    return used.isShared() && !community.isEmpty()
        ? caller(plugin, from, key, begun)
            .within(budgets.of(key + " for " + community, most - most / 4))
        : caller(plugin, from, key, begun);
  }

  private OutboundHttp.Caller caller(
      PluginDescriptor plugin, ReadyConfig from, String key, AtomicBoolean begun) {
    return new OutboundHttp.Caller(
        budgets.of(key, settings.callsPerMinute(plugin.name())),
        text -> Secrets.memberIn(plugin, from.source(), text),
        heard.computeIfAbsent(plugin.name(), name -> new CallMeter(meters, name)),
        begun);
  }
}
