package org.metagov.gateway.catalog;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a class puts in for the type parameters of an interface it implements. */
final class Generics {
  private Generics() {}

  /** Returns the argument for the parameter {@code index} of {@code of}; none where it is raw. */
  static Optional<Type> argument(Class<?> type, Class<?> of, int index) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Optional<Type> found =
          Stream.of(c.getGenericInterfaces())
              .flatMap(implemented -> argument(implemented, of, index).stream())
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Type> argument(Type implemented, Class<?> of, int index) {
    if (!(implemented instanceof ParameterizedType generic)) {
      return implemented instanceof Class<?> raw ? argument(raw, of, index) : Optional.empty();
    }
    Class<?> raw = (Class<?>) generic.getRawType();
    List<Type> arguments = List.of(generic.getActualTypeArguments());
    return raw == of
        ? Optional.of(arguments.get(index))
        : argument(raw, of, index).map(found -> filled(found, raw, arguments));
  }

  /** An interface may hand its own parameter on, as {@code OAuthPlugin<C>} does. */
  private static Type filled(Type found, Class<?> by, List<Type> arguments) {
    int own = List.<TypeVariable<?>>of(by.getTypeParameters()).indexOf(found);
    return own < 0 ? found : arguments.get(own);
  }
}
