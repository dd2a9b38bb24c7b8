package org.metagov.gateway.catalog;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.metagov.gateway.spi.Takes;

/**
 * In which ways a plugin takes webhooks.
 *
 * @param methods by which methods of HTTP
 * @param paths whether more may stand in the path
 */
public record Taking(Set<String> methods, boolean paths) {
  private static final Set<String> POSSIBLE = Set.of("GET", "POST", "PUT");
  private static final Taking POST = new Taking(Set.of("POST"), false);

  /** Returns how {@code type} takes them in its methods called {@code name}. */
  static Taking of(Class<?> type, String name) {
    Optional<Takes> declared =
        Stream.of(type.getMethods())
            .filter(method -> method.getName().equals(name))
            .map((Method method) -> method.getAnnotation(Takes.class))
            .flatMap(Stream::ofNullable)
            .findFirst();
    return declared.map(it -> new Taking(Set.of(it.methods()), it.paths())).orElse(POST);
  }

  /** Returns whether all its methods are such as webhooks may come by. */
  boolean isPossible() {
    return !methods.isEmpty() && POSSIBLE.containsAll(methods);
  }
}
