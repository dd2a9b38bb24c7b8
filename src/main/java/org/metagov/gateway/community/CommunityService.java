package org.metagov.gateway.community;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.audit.Audit;
import org.metagov.gateway.community.CommunityChange.Written;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.credential.CredentialService;
import org.metagov.gateway.database.Sealed;
import org.metagov.gateway.key.KeyCommunityService;
import org.metagov.gateway.lease.Lease;
import org.metagov.gateway.lease.LeaseService;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.problem.Texts;
import org.metagov.gateway.problem.UnreadableException;
import org.metagov.gateway.store.Among;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.StoreClock;

/** Reads and writes communities: each call is one transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CommunityService {
  @PersistenceContext private EntityManager entities;
  @Inject private Sql sql;
  @EJB private LeaseService leases;
  @Inject private StoreClock clock;
  @EJB private KeyCommunityService grants;
  @Inject private Audit audit;
  @EJB private CredentialService credentials;
  @Inject private Event<PluginLeaving> leaving;
  @Inject private Event<CommunityLeaving> communityLeaving;
  @Inject private Event<CommunityWritten> written;
  @Inject private Event<PluginCalled> called;

  /** Returns the community {@code name}, if there is one. */
  public Optional<CommunitySnapshot> find(String name) {
    return sql.with(all -> CommunityRows.find(all, name));
  }

  /**
   * Returns at most {@code limit} communities whose names come after {@code after}, in order.
   *
   * @param search what stands in the name, or in that for people; empty: whatever
   * @param key the key that has to see them; empty: all
   */
  public List<CommunitySnapshot> page(
      String after, String search, int limit, Optional<String> key) {
    return sql.with(all -> CommunityRows.page(all, after, search, limit, key));
  }

  /** Returns the plugin instance {@code id}, if there is one. */
  public Optional<PluginSnapshot> findPlugin(long id) {
    return rows("p.id = :id", Map.of("id", id)).map(CommunityService::snapshot).findFirst();
  }

  /** Returns the community of the instance {@code id}, if that is one of {@code plugin}. */
  public Optional<String> communityOf(long id, String plugin) {
    return entities
        .createQuery(
            "SELECT p.community.name FROM EnabledPlugin p WHERE p.id = :id AND p.plugin = :plugin",
            String.class)
        .setParameter("id", id)
        .setParameter("plugin", plugin)
        .getResultStream()
        .findFirst();
  }

  /** Returns the instances of {@code plugin} that {@code community} has, by age. */
  public List<Instance> findPlugins(String community, String plugin) {
    return rows(
            "p.community.name = :community AND p.plugin = :plugin ORDER BY p.id",
            Map.of("community", Texts.key(community), "plugin", plugin))
        .map(CommunityService::instance)
        .toList();
  }

  private static Instance instance(Object[] row) {
    return new Instance(
        (Long) row[0],
        EnabledPlugin.named((String) row[5]),
        UnreadableException.orNothing(() -> Optional.of(snapshot(row))));
  }

  /** As above, without their configs: for whoever only asks what they are called. */
  public List<Instance> findCalled(String community, String plugin) {
    return entities
        .createQuery(
            "SELECT p.id, p.called FROM EnabledPlugin p"
                + " WHERE p.community.name = :community AND p.plugin = :plugin ORDER BY p.id",
            Object[].class)
        .setParameter("community", Texts.key(community))
        .setParameter("plugin", Texts.key(plugin))
        .getResultStream()
        .map(
            row ->
                new Instance((Long) row[0], EnabledPlugin.named((String) row[1]), Optional.empty()))
        .toList();
  }

  /**
   * Returns the instances of {@code plugin} that these are the platform's names of, by id, without
   * their configs: what is for one of them is kept, whether that can be opened or not.
   */
  public List<PluginSnapshot> findPlugins(String plugin, Set<String> platformIds) {
    return named(plugin, platformIds).map(CommunityService::withoutConfig).toList();
  }

  /** As above, by the platform's names; one that no instance has is left out. */
  public Map<String, List<PluginSnapshot>> findPluginsByName(
      String plugin, Set<String> platformIds) {
    Map<String, List<PluginSnapshot>> byKey =
        named(plugin, platformIds)
            .collect(
                Collectors.groupingBy(
                    row -> (String) row[4],
                    Collectors.mapping(CommunityService::withoutConfig, Collectors.toList())));
    return platformIds.stream()
        .filter(name -> byKey.containsKey(Instance.key(name)))
        .collect(Collectors.toMap(Function.identity(), name -> byKey.get(Instance.key(name))));
  }

  private Stream<Object[]> named(String plugin, Set<String> platformIds) {
    return platformIds.isEmpty()
        ? Stream.empty()
        : entities
            .createQuery(
                "SELECT p.id, p.community.name, p.plugin, p.called, p.platformId"
                    + " FROM EnabledPlugin p"
                    + " WHERE p.plugin = :plugin AND p.platformId IN :ids ORDER BY p.id",
                Object[].class)
            .setParameter("plugin", plugin)
            .setParameter(
                "ids", Among.of(platformIds.stream().map(Instance::key).toList()).values())
            .getResultStream();
  }

  private static PluginSnapshot withoutConfig(Object[] row) {
    return new PluginSnapshot(
        (Long) row[0],
        (String) row[1],
        (String) row[2],
        EnabledPlugin.named((String) row[3]),
        JsonValue.EMPTY_JSON_OBJECT);
  }

  /**
   * Returns the community a caller named in a header.
   *
   * @throws ProblemException 400 where there is none of that name
   */
  public CommunitySnapshot require(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /** Returns the 400 of a caller who names a community that there is not. */
  static ProblemException unknown(String name) {
    return new ProblemException(ProblemType.INVALID, notFound(name));
  }

  /** Returns what is told of a community that there is not, or that is not for the caller. */
  public static String notFound(String name) {
    return "Community '" + name + "' not found";
  }

  /** Each call of a plugin begins here: neither its state is read nor its community. */
  private Stream<Object[]> rows(String where, Map<String, Object> parameters) {
    var query =
        entities.createQuery(
            "SELECT p.id, p.community.name, p.plugin, p.rowKey, p.config, p.called"
                + " FROM EnabledPlugin p WHERE "
                + where,
            Object[].class);
    parameters.forEach(query::setParameter);
    return query.getResultStream();
  }

  private static PluginSnapshot snapshot(Object[] row) {
    return new PluginSnapshot(
        (Long) row[0],
        (String) row[1],
        (String) row[2],
        EnabledPlugin.named((String) row[5]),
        EnabledPlugin.config((String) row[3], (Sealed) row[4]));
  }

  /**
   * Writes {@code change}, creating the community where there is none, if the lease still holds.
   *
   * @param leavingSince since when those leave that are disabled
   * @param also the last that is written in the transaction
   */
  public CommunitySnapshot write(
      Lease lease, CommunityChange change, Instant leavingSince, Runnable also) {
    leases.fence(lease);
    Instant now = clock.now();
    Community found = entities.find(Community.class, change.name());
    Community community = found == null ? new Community() : found;
    if (found == null) {
      community.setName(change.name());
      community.setReadableName("");
      community.setCreatedAt(now);
      entities.persist(community);
      grants.created(change.name());
    }
    // Of one that is created, the request need not say how it is called.
    audit.about(change.name());
    audit.here(ChangedFields.of(CommunitySnapshot.of(community), change));
    change.readableName().ifPresent(community::setReadableName);
    List<EnabledPlugin> leavers =
        community.getPlugins().stream().filter(p -> change.disabled().contains(p.getId())).toList();
    leavers.forEach(plugin -> announce(plugin, leavingSince));
    community.getPlugins().removeAll(leavers);
    for (Written plugin : change.written()) {
      EnabledPlugin instance = write(community, plugin, now);
      // So that new instances have their ids, in the order in which they are listed.
      entities.flush();
      if (!plugin.credentials().isEmpty()) {
        credentials.begin(instance.getId(), plugin.credentials());
      }
    }
    written.fire(new CommunityWritten(change.name()));
    entities.flush();
    also.run();
    return CommunitySnapshot.of(community);
  }

  /**
   * Deletes the community with all it holds, if the lease still holds.
   *
   * @param since since when its plugins leave
   */
  public void delete(Lease lease, String name, Instant since) {
    leases.fence(lease);
    written.fire(new CommunityWritten(name));
    communityLeaving.fire(new CommunityLeaving(name));
    entities.find(Community.class, name).getPlugins().forEach(plugin -> announce(plugin, since));
    entities.flush();
    entities
        .createQuery("DELETE FROM EnabledPlugin p WHERE p.community.name = :name")
        .setParameter("name", name)
        .executeUpdate();
    entities
        .createQuery("DELETE FROM Community c WHERE c.name = :name")
        .setParameter("name", name)
        .executeUpdate();
    // Behind it: whoever gives a key this community locks it, and has come before, or is too late.
    grants.deleted(name, clock.now());
    audit.here(List.of());
  }

  private void announce(EnabledPlugin plugin, Instant since) {
    // Actions and starts go on meanwhile: what is removed has to be the last that they wrote, and
    // what they would write after this finds that the plugin is gone.
    entities.refresh(plugin, LockModeType.PESSIMISTIC_WRITE);
    leaving.fire(
        new PluginLeaving(
            plugin.getId(), plugin.getCommunity().getName(), plugin.getPlugin(), since));
  }

  private EnabledPlugin write(Community community, Written written, Instant now) {
    Optional<EnabledPlugin> present = written.instance().flatMap(community::plugin);
    EnabledPlugin plugin = present.orElseGet(EnabledPlugin::new);
    if (present.isPresent()) {
      // Actions go on meanwhile: their changes of the state and ours come one after another.
      entities.refresh(plugin, LockModeType.PESSIMISTIC_WRITE);
    } else {
      plugin.setCommunity(community);
      plugin.setPlugin(written.plugin());
      plugin.setState(JsonValue.EMPTY_JSON_OBJECT);
      plugin.setCreatedAt(now);
      community.getPlugins().add(plugin);
    }
    JsonObject state = state(plugin);
    plugin.setPlatformId(written.platformId().map(Instance::key).orElse(null));
    call(plugin, written.called().map(Instance::key));
    plugin.setConfig(written.config());
    plugin.setState(written.stateChange().apply(state));
    return plugin;
  }

  private void call(EnabledPlugin plugin, Optional<String> platformId) {
    if (plugin.getId() != null && !plugin.platformId().equals(platformId)) {
      called.fire(new PluginCalled(plugin.getId(), platformId));
    }
    plugin.setCalled(platformId.orElse(""));
  }

  /** Returns the state that a change is of: none where the plugin had to begin anew. */
  private static JsonObject state(EnabledPlugin plugin) {
    Optional<JsonObject> before =
        UnreadableException.orNothing(() -> Optional.ofNullable(plugin.getConfig()));
    return plugin.getId() != null && before.isEmpty()
        ? JsonValue.EMPTY_JSON_OBJECT
        : plugin.getState();
  }
}
