package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public method of a plugin an action: {@code POST /api/internal/action/<plugin>.<value>}.
 *
 * <p>The method takes the {@link PluginInstance} and, where it has parameters, a record or a {@code
 * JsonObject}; it returns a record, a {@code JsonObject} or nothing ({@code {}} to the driver). It
 * may throw {@link PlatformException} and {@link InvalidParameterException}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Action {
  /** The action's name: {@code [a-z][a-z0-9-]*}. */
  String value();

  /** One sentence for whoever calls it. */
  String description();

  /** Who may call it. */
  Visibility visibility() default Visibility.INTERNAL;

  /**
   * A JSON Schema (draft 7) beside the plugin's class, for parameters that are a {@code
   * JsonObject}; none: any object will do.
   */
  String parametersSchema() default "";

  /** The same for a result that is a {@code JsonObject}. */
  String responseSchema() default "";

  /** Who may call an action. */
  enum Visibility {
    /** Drivers only. */
    INTERNAL,
    /**
     * Anybody who reaches the server, also by {@code POST /api/action/...}. Strangers are not told
     * what a {@link PlatformException} says; an {@link InvalidParameterException} is what the
     * plugin itself has to say of their parameters, and they are told.
     */
    PUBLIC
  }
}
