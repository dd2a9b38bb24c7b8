package org.metagov.gateway.schema;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a record is made of. Java looks it up anew each time that it is asked, and a name on the
 * wire takes two regular expressions: each is looked at once.
 *
 * @param constructor makes one of the values of its parts, in their order
 * @param parts its components, in their order
 */
record RecordShape(Constructor<?> constructor, List<Part> parts) {
  /** Goes with the class, which may be that of a plugin. */
  private static final ClassValue<RecordShape> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return read(type);
        }
      };

  /**
   * A component.
   *
   * @param name what it is called on the wire
   * @param type what it holds
   * @param accessor reads it
   */
  record Part(String name, Type type, Method accessor) {
    /** Returns what {@code whole} has there. */
    Object of(Record whole) {
      try {
        return accessor.invoke(whole);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + accessor, e);
      }
    }
  }

  /** Returns that of {@code type}, which is a record. */
  static RecordShape of(Class<?> type) {
    return KNOWN.get(type);
  }

  private static RecordShape read(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return new RecordShape(constructor, Stream.of(components).map(RecordShape::part).toList());
    } catch (NoSuchMethodException e) {
      throw new AssertionError("a record has that constructor", e);
    }
  }

  private static Part part(RecordComponent component) {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    return new Part(WireName.of(component), component.getGenericType(), accessor);
  }
}
