package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an absent component holds: the {@code default} of the JSON Schema, filled in before anything
 * is checked. It makes the component optional for callers.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
  /**
   * JSON text, such as {@code 10}, {@code true} or {@code []}; for strings and enums the bare text.
   */
  String value();
}
