package org.metagov.gateway.setup;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.catalog.Catalog;
import org.metagov.gateway.catalog.MaskedConfig;
import org.metagov.gateway.catalog.PluginConfig;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.community.CommunityService;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.DesiredCommunity.DesiredPlugin;
import org.metagov.gateway.community.HookPath;
import org.metagov.gateway.community.Instance;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.outbound.AddressGuard;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.problem.ProblemType;

/** Reads which plugins a driver wants, and with which configs. */
@ApplicationScoped
public class DesiredPlugins {
  private static final int LONGEST_PLATFORM_ID = 255;

  @Inject private Catalog catalog;
  @Inject private AddressGuard addresses;
  @EJB private CommunityService communities;
  @Inject private Sight sight;

  /**
   * What is asked for of one instance, as it was sent.
   *
   * @param community whose
   * @param plugin which plugin
   * @param platformId what it is called, where that is said beside the config
   * @param alone whether nothing is asked for of another instance of the plugin
   * @param config where a mark in place of a secret means the one that is stored
   * @param pointer what points to the config in the body
   */
  record Asked(
      String community,
      String plugin,
      Optional<String> platformId,
      boolean alone,
      JsonObject config,
      String pointer) {}

  /**
   * Returns what is asked for.
   *
   * @throws ProblemException 400 for an unknown plugin, a config that breaks its schema, one with
   *     an address that may not be called, or one that is called otherwise than its config says
   */
  DesiredPlugin of(Asked asked) {
    PluginDescriptor descriptor = catalog.require(asked.plugin(), ProblemType.INVALID);
    Optional<String> called = called(descriptor, asked);
    try {
      Optional<JsonObject> kept =
          MaskedConfig.isIn(descriptor, asked.config())
              ? Optional.of(kept(asked, called))
              : Optional.empty();
      JsonObject whole =
          kept.map(it -> MaskedConfig.restore(descriptor, asked.config(), it))
              .orElse(asked.config());
      PluginConfig read = PluginConfig.of(descriptor, whole);
      if (descriptor.hooks()) {
        HookPath.check(read.json());
      }
      read.addresses().forEach(addresses::require);
      return new DesiredPlugin(
          descriptor,
          called.or(() -> descriptor.platformId(read.json())),
          asked.alone(),
          read.json(),
          kept,
          Map.of());
    } catch (ProblemException e) {
      throw ProblemException.invalid(
          e.getMessage(),
          e.errors().stream()
              .map(error -> new FieldError(asked.pointer() + error.pointer(), error.detail()))
              .toList());
    }
  }

  private static Optional<String> called(PluginDescriptor plugin, Asked asked) {
    Optional<String> own = own(plugin, asked.config());
    Optional<String> given = asked.platformId();
    given.ifPresent(name -> requireName(asked, name));
    if (given.isPresent() && plugin.platformId().isPresent() && !given.equals(own)) {
      throw refused(
          asked,
          "%s is '%s', and %s of the config is another one"
              .formatted(PlatformIdParameter.NAME, given.get(), plugin.platformId().get()));
    }
    return given.or(() -> own);
  }

  /** Of what is no name the schema of the config says so, and where it stands. */
  private static Optional<String> own(PluginDescriptor plugin, JsonObject config) {
    try {
      return plugin.platformId(config);
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /** Refuses what two databases might take for something else. */
  private static void requireName(Asked asked, String name) {
    boolean fits =
        name.codePointCount(0, name.length()) <= LONGEST_PLATFORM_ID
            && name.equals(Instance.key(name))
            && name.equals(name.strip())
            && name.codePoints().noneMatch(Character::isISOControl);
    if (!fits) {
      throw refused(
          asked,
          PlatformIdParameter.NAME
              + " has at most "
              + LONGEST_PLATFORM_ID
              + " characters, no control characters, and no blanks around it");
    }
  }

  /** It stands beside the config in a body, or in a query. */
  private static ProblemException refused(Asked asked, String detail) {
    return asked.pointer().isEmpty()
        ? new ProblemException(ProblemType.INVALID, detail)
        : ProblemException.invalid(
            detail,
            List.of(
                new FieldError(
                    asked.pointer().replaceFirst("[^/]*$", PlatformIdParameter.NAME),
                    "is not possible")));
  }

  /**
   * Returns the config that is stored; of one that is not there, or that the caller does not see,
   * nothing can be kept: it would be told by what is refused.
   */
  private JsonObject kept(Asked asked, Optional<String> called) {
    return Optional.of(communities.findPlugins(asked.community(), asked.plugin()))
        .filter(found -> sight.ofNow(asked.community()))
        .flatMap(found -> Instance.toChange(found, called, asked.alone()))
        .flatMap(Instance::readable)
        .map(PluginSnapshot::config)
        .orElse(JsonValue.EMPTY_JSON_OBJECT);
  }
}
