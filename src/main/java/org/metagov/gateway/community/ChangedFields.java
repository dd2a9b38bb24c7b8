package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.metagov.gateway.community.CommunityChange.Written;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.json.PlatformIdParameter;
import org.metagov.gateway.schema.InputSchema;

/** The names of what a change alters: of what is secret no more is told. */
final class ChangedFields {
  private ChangedFields() {}

  /**
   * Returns pointers into the community as a driver sees it; plugins stand there by name, and where
   * there are several of one, with what each is called.
   */
  static List<String> of(CommunitySnapshot before, CommunityChange change) {
    List<String> fields = new ArrayList<>();
    change
        .readableName()
        .filter(name -> !name.equals(before.readableName()))
        .ifPresent(name -> fields.add("/readable_name"));
    change.disabled().forEach(id -> disabled(before, id).ifPresent(fields::add));
    for (Written plugin : change.written()) {
      Optional<PluginSnapshot> known = plugin.instance().flatMap(before::instance);
      String at = at(before, plugin.plugin(), plugin.called(), plugin.instance().isEmpty());
      known.ifPresentOrElse(
          old -> {
            differing(old.config(), plugin.config())
                .forEach(name -> fields.add(at + "/config/" + name));
            if (!old.platformId().equals(plugin.called())) {
              fields.add(at + "/" + PlatformIdParameter.NAME);
            }
          },
          () -> fields.add(at));
    }
    return fields;
  }

  private static Optional<String> disabled(CommunitySnapshot before, long id) {
    return before
        .instance(id)
        .map(plugin -> at(before, plugin.plugin(), plugin.platformId(), false))
        .or(
            () ->
                before.unreadable().stream()
                    .filter(plugin -> plugin.id() == id)
                    .findFirst()
                    .map(plugin -> at(before, plugin.plugin(), plugin.platformId(), false)));
  }

  /** Its name alone wherever that is enough. */
  private static String at(
      CommunitySnapshot before, String plugin, Optional<String> called, boolean isNew) {
    boolean several = before.instances(plugin).size() + (isNew ? 1 : 0) > 1;
    String name = "/plugins/" + plugin;
    return several && called.isPresent()
        ? name + "[" + InputSchema.escape(called.get()) + "]"
        : name;
  }

  private static List<String> differing(JsonObject before, JsonObject after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(before.get(name), after.get(name)))
        .toList();
  }
}
