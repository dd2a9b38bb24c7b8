package org.metagov.gateway.community;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.metagov.gateway.community.CommunityChange.Written;

/** The names of what a change alters: of what is secret no more is told. */
final class ChangedFields {
  private ChangedFields() {}

  /** Returns pointers into the community as a driver sees it; plugins stand there by name. */
  static List<String> of(CommunitySnapshot before, CommunityChange change) {
    List<String> fields = new ArrayList<>();
    change
        .readableName()
        .filter(name -> !name.equals(before.readableName()))
        .ifPresent(name -> fields.add("/readable_name"));
    change.disabled().forEach(plugin -> fields.add("/plugins/" + plugin));
    for (Written plugin : change.written()) {
      String at = "/plugins/" + plugin.plugin();
      before
          .plugin(plugin.plugin())
          .ifPresentOrElse(
              known ->
                  differing(known.config(), plugin.config())
                      .forEach(name -> fields.add(at + "/config/" + name)),
              () -> fields.add(at));
    }
    return fields;
  }

  private static List<String> differing(JsonObject before, JsonObject after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(before.get(name), after.get(name)))
        .toList();
  }
}
