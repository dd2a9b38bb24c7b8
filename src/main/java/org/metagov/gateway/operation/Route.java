package org.metagov.gateway.operation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A route, as its resource declares it.
 *
 * @param verb its method
 * @param path with names in braces
 * @param tag what its resource is about
 * @param open whether anybody may call it
 * @param consumes the media types of its body; none where it says nothing
 * @param produces the media types of its answer
 * @param takesBody whether it reads a body
 * @param parameters what stands in its path, its query and its headers
 * @param scope what a key has to be allowed to do for it; none where it takes no key
 * @param operation what it does
 */
public record Route(
    String verb,
    String path,
    String tag,
    boolean open,
    Set<String> consumes,
    Set<String> produces,
    boolean takesBody,
    List<Parameter> parameters,
    Optional<String> scope,
    Operation operation) {

  /**
   * A parameter of a route.
   *
   * @param name its name
   * @param in {@code path}, {@code query} or {@code header}
   * @param absent what counts where it is absent; null where nothing does
   * @param pattern what it has to match; null where it may be any text
   */
  public record Parameter(String name, String in, String absent, String pattern) {}

  @Override
  public String toString() {
    return verb + " " + path;
  }
}
