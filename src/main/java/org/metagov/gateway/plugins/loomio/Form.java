package org.metagov.gateway.plugins.loomio;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.InvalidParameterException;

/**
 * The body of a POST. It is always a form: of a flat JSON body Loomio 3.1.3 and later lose what is
 * no column of the record, such as {@code group_id} and {@code options}, and earlier ones lose what
 * is nested.
 */
final class Form {
  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  Form set(String name, Object value) {
    fields.put(name, List.of(value.toString()));
    return this;
  }

  Form set(String name, Optional<?> value) {
    value.ifPresent(present -> set(name, present));
    return this;
  }

  /** Sets a list; an empty one is left out, for a form has none. */
  Form list(String name, List<String> values) {
    if (!values.isEmpty()) {
      fields.put(name + "[]", List.copyOf(values));
    }
    return this;
  }

  Form list(String name, Optional<List<String>> values) {
    return list(name, values.orElse(List.of()));
  }

  /** Returns this form without the field {@code name}. */
  Form without(String name) {
    Form fewer = new Form();
    fewer.fields.putAll(fields);
    fewer.fields.remove(name);
    return fewer;
  }

  Map<String, List<String>> fields() {
    return fields;
  }

  /** Returns {@code id} as Loomio writes it: a driver's {@code 12.0} is 12. */
  static String id(String name, BigDecimal id) {
    try {
      long number = id.longValueExact();
      if (number < 1) {
        throw new ArithmeticException("ids are counted from 1");
      }
      return Long.toString(number);
    } catch (ArithmeticException e) {
      throw new InvalidParameterException(name + " is not an id");
    }
  }
}
