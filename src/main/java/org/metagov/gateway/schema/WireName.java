package org.metagov.gateway.schema;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;
import org.metagov.gateway.spi.Name;

/** The one rule by which Java names become names on the wire, for schemas and for binding. */
public final class WireName {
  private WireName() {}

  /** Returns what {@code component} is called on the wire. */
  public static String of(RecordComponent component) {
    return Optional.ofNullable(component.getAnnotation(Name.class))
        .map(Name::value)
        .orElseGet(() -> snakeCase(component.getName()));
  }

  /** Returns what {@code constant} is called on the wire. */
  public static String of(Enum<?> constant) {
    try {
      Field field = constant.getDeclaringClass().getField(constant.name());
      return Optional.ofNullable(field.getAnnotation(Name.class))
          .map(Name::value)
          .orElseGet(() -> constant.name().toLowerCase(Locale.ROOT));
    } catch (NoSuchFieldException e) {
      throw new AssertionError("an enum's constant is a field", e);
    }
  }

  /** {@code apiKey} to {@code api_key}, {@code sha256Count} to {@code sha256_count}. */
  static String snakeCase(String camelCase) {
    return camelCase
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
