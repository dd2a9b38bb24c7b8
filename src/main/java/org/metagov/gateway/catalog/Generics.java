package org.metagov.gateway.catalog;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.stream.Stream;

/** What a class puts in for the type parameters of an interface it implements. */
final class Generics {
  private Generics() {}

  static Optional<Type> argument(Class<?> type, Class<?> of, int index) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Optional<Type> found =
          Stream.of(c.getGenericInterfaces())
              .filter(t -> t instanceof ParameterizedType p && p.getRawType() == of)
              .map(t -> ((ParameterizedType) t).getActualTypeArguments()[index])
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
