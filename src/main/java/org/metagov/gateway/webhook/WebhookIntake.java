package org.metagov.gateway.webhook;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.Instance;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.inbox.AtOnce;
import org.metagov.gateway.inbox.InboxKeepService;
import org.metagov.gateway.inbox.InboxKeepService.Kept;
import org.metagov.gateway.inbox.NewWebhook;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.Invocation;
import org.metagov.gateway.lifecycle.ProcessAnswers;
import org.metagov.gateway.metric.Meters;
import org.metagov.gateway.metric.Metric;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.quota.Quota;
import org.metagov.gateway.quota.QuotaMetrics;
import org.metagov.gateway.quota.RateLimits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;
import org.metagov.gateway.store.StoreClock;
import org.metagov.gateway.webhook.Counted.Kind;
import org.metagov.gateway.webhook.HookCounts.Address;

/** Verifies what comes in, and keeps it before it is answered. */
@ApplicationScoped
public class WebhookIntake {
  private static final Logger LOG = Logger.getLogger(WebhookIntake.class.getName());
  private static final int LONGEST_PLATFORM_ID = 510;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  @Inject private Catalog catalog;
  @Inject private KnownPlugins plugins;
  @EJB private CommunityService communities;
  @Inject private Instances instances;
  @EJB private InboxKeepService inbox;
  @Inject private InboxWriter writer;
  @Inject private AtOnceReading reading;
  @Inject private HookCounts counts;
  @Inject private InboxCapacity capacity;
  @Inject private ProcessAnswers answers;
  @Inject private RateLimits rates;
  @Inject private QuotaMetrics refusals;
  @Inject private Meters meters;
  @Inject private StoreClock clock;

  /**
   * Takes a webhook for one community in.
   *
   * @param behind what stands behind the plugin in its path
   * @param arrived makes it, of what stands behind the plugin or its slug
   * @return the answer, once it is kept
   * @throws ProblemException 404 where nobody takes it, 401 or what the plugin says where it is
   *     refused, 503 where it cannot be kept
   */
  public Reply one(
      String community,
      String pluginName,
      Behind behind,
      Function<String, WebhookRequest> arrived) {
    PluginDescriptor plugin =
        catalog.find(pluginName).filter(PluginDescriptor::hooks).orElseThrow(() -> nobody());
    Predicate<PluginSnapshot> meant = it -> rest(plugin, it, behind).isPresent();
    PluginSnapshot instance =
        addressed(surely(() -> plugins.all(community, pluginName), all -> !all.isEmpty()), meant)
            .orElseThrow(() -> nobody());
    WebhookRequest request = arrived.apply(rest(plugin, instance, behind).orElseThrow());
    Address address = new Address(community, pluginName, instance.id());
    Gate gate =
        Invocation.admit(
            plugin,
            instances.live(plugin, instance),
            Secrets.of(plugin, instance.config()),
            request);
    return pass(gate, plugin, address, accepted -> List.of(instance), request);
  }

  /**
   * Takes a webhook in that names its communities itself; see {@link #one}.
   *
   * @return the answer, once it is kept for each of them
   */
  public Reply all(String pluginName, WebhookRequest request) {
    PluginDescriptor plugin =
        catalog.find(pluginName).filter(PluginDescriptor::hooksForAll).orElseThrow(() -> nobody());
    return pass(
        Invocation.admitAll(plugin, instances.server(plugin, () -> {}), request),
        plugin,
        Address.ofAll(pluginName),
        accepted -> communities.findPlugins(pluginName, possible(accepted.platformIds())),
        request);
  }

  /** Returns what of a path is the plugin's; empty where {@code instance} is not at the path. */
  private static Optional<String> rest(
      PluginDescriptor plugin, PluginSnapshot instance, Behind behind) {
    return behind.after(slug(instance)).filter(rest -> rest.isEmpty() || plugin.takes().paths());
  }

  private static String slug(PluginSnapshot instance) {
    return instance.config().getString("webhook_slug", "");
  }

  /**
   * Returns the one of {@code all} that is {@code meant}: no two of them have the same slug, and
   * one without a slug has what is left.
   */
  private Optional<PluginSnapshot> addressed(List<Instance> all, Predicate<PluginSnapshot> meant) {
    Optional<PluginSnapshot> found =
        all.stream()
            .flatMap(one -> one.readable().stream())
            .filter(meant)
            .max(Comparator.comparing(it -> slug(it).length()));
    // Nobody knows the slug of one that cannot be opened: that fails, so that it is sent again.
    return found.isPresent()
        ? found
        : all.stream()
            .filter(one -> one.readable().isEmpty())
            .findFirst()
            .flatMap(one -> communities.findPlugin(one.id()))
            .filter(meant);
  }

  /** A name that no config can hold is nobody's, and no database should be asked for it. */
  private static Set<String> possible(Set<String> platformIds) {
    return platformIds.stream()
        .filter(id -> Texts.fits(id, LONGEST_PLATFORM_ID))
        .collect(Collectors.toSet());
  }

  /**
   * Returns whether {@code plugin} takes webhooks by {@code method}; nobody knows the plugin: no.
   */
  public boolean takes(String plugin, boolean forAll, String method) {
    return catalog
        .find(plugin)
        .filter(found -> forAll ? found.hooksForAll() : found.hooks())
        .map(found -> forAll ? found.takesForAll() : found.takes())
        .filter(taking -> taking.methods().contains(method))
        .isPresent();
  }

  /** Whom an accepted webhook is for. */
  private interface Addressees {
    List<PluginSnapshot> of(Gate.Accept accepted);
  }

  private Reply pass(
      Gate gate,
      PluginDescriptor plugin,
      Address address,
      Addressees whom,
      WebhookRequest request) {
    // As the request was read: to count must not cost a look at the store's clock.
    Instant at = request.receivedAt();
    if (request.method().equals("GET") && gate instanceof Gate.Accept) {
      throw new IllegalStateException(
          "Plugin '" + plugin.name() + "' accepts a GET, which is answered and no more");
    }
    if (gate instanceof Gate.Answer answer) {
      counts.count(address, Kind.ANSWERED, at);
      return answer.reply();
    }
    if (gate instanceof Gate.Refuse refuse) {
      counts.refuse(address, refuse.reason(), at);
      throw refused(refuse.status());
    }
    if (gate instanceof Gate.PassOver passOver) {
      LOG.log(Level.FINE, "A webhook was passed over: {0}", passOver.reason());
      counts.count(address, Kind.UNMATCHED, at);
      return Reply.OK;
    }
    return keep((Gate.Accept) gate, plugin, address, whom, request);
  }

  private Reply keep(
      Gate.Accept accepted,
      PluginDescriptor plugin,
      Address address,
      Addressees whom,
      WebhookRequest request) {
    List<PluginSnapshot> addressees = surely(() -> whom.of(accepted), found -> !found.isEmpty());
    if (addressees.isEmpty()) {
      counts.count(address, Kind.UNMATCHED, request.receivedAt());
      return accepted.forNobody().orElseGet(accepted::reply);
    }
    // Before it is kept: if this fails, the platform is told so, and nothing has happened.
    Reply reply = reply(accepted, plugin, addressees, request);
    // It is genuine: what nobody has verified spends nothing of a community's.
    List<Spent> spent =
        addressees.stream().map(of -> new Spent(of, rates.webhookTo(of.community()))).toList();
    keep(
        spent.stream()
            .filter(of -> of.refusal().isEmpty())
            .map(of -> webhook(plugin, of.instance(), accepted, request))
            .toList(),
        address);
    Optional<ProblemException> refusal =
        spent.stream().flatMap(of -> of.refusal().stream()).findFirst();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return reply;
  }

  private NewWebhook webhook(
      PluginDescriptor plugin,
      PluginSnapshot instance,
      Gate.Accept accepted,
      WebhookRequest request) {
    Optional<AtOnce> means =
        Optional.of(accepted)
            .filter(Gate.Accept::isAtOnce)
            .flatMap(gate -> reading.of(plugin, instance, request));
    return NewWebhook.of(instance, accepted, request, means);
  }

  private Reply reply(
      Gate.Accept accepted,
      PluginDescriptor plugin,
      List<PluginSnapshot> addressees,
      WebhookRequest request) {
    return accepted
        .answeredBy()
        .flatMap(
            name ->
                addressees.stream()
                    .flatMap(of -> answers.of(plugin, of, name, request).stream())
                    .findFirst())
        .orElseGet(accepted::reply);
  }

  /** An instance that a webhook is for, and the refusal of one too many. */
  private record Spent(PluginSnapshot instance, Optional<ProblemException> refusal) {}

  /** One whose community has no room, or too many: when it comes again, the others know it. */
  private void keep(List<NewWebhook> webhooks, Address address) {
    if (webhooks.isEmpty()) {
      return;
    }
    if (!capacity.isLeft() && !inbox.knows(webhooks)) {
      meters.of(Metric.LIMITS_REFUSED).with(capacity.isDiskFull() ? "disk" : "inbox").count();
      throw capacity.exhausted();
    }
    Kept kept = writer.keep(webhooks);
    capacity.taken(kept.waiting());
    if (kept.full()) {
      throw full();
    }
    LOG.log(Level.FINE, "A webhook for {0} was kept", address.plugin());
    counts.count(
        address,
        kept.fresh() == 0 ? Kind.REPEATED : Kind.ACCEPTED,
        webhooks.get(0).request().receivedAt());
  }

  private ProblemException full() {
    return refusals.refused(
        Quota.INBOX,
        ProblemException.passing(
            ProblemType.BUSY, "The inbox of the community is full", RETRY_AFTER));
  }

  /**
   * Looks twice before a webhook is given up for good: while the embedded database is failing, it
   * may not find what is there.
   */
  private <T> T surely(Supplier<T> look, Predicate<T> found) {
    T first = look.get();
    if (found.test(first)) {
      return first;
    }
    clock.ask();
    return look.get();
  }

  private static ProblemException refused(int status) {
    ProblemType type = ProblemType.ofStatus(status);
    return new ProblemException(
        type == ProblemType.HTTP ? ProblemType.INVALID : type, "The webhook was refused");
  }

  private static ProblemException nobody() {
    return new ProblemException(ProblemType.NOT_FOUND, "Nobody takes webhooks at this path");
  }
}
