package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public method of a plugin the source of a governance process. The method takes nothing
 * and returns a {@link GovernanceProcess} whose type arguments are named: its config, its
 * parameters (a record or a {@code JsonObject}) and its state (a record).
 */
@SuppressWarnings("JavaLangClash") // The field's own term; no plugin has to do with the other one.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Process {
  /** The process's name: {@code [a-z][a-z0-9-]*}. */
  String value();

  /** One sentence for whoever starts it. */
  String description();
}
