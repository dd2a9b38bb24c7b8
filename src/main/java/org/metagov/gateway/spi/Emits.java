package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares, on a plugin's class, an event type that the plugin tells drivers of. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Emits.Several.class)
public @interface Emits {
  /** The {@code event_type}, such as {@code post_created}. */
  String value();

  /** The record that is the event's {@code data}; none: the shape is the platform's own. */
  Class<? extends Record> data() default Undeclared.class;

  /** Stands for no declared shape. */
  record Undeclared() {}

  /** Holds several declarations; the compiler writes it. */
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Several {
    /** The declarations. */
    Emits[] value();
  }
}
