package org.metagov.gateway.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Members of the answer that are shown once, and kept nowhere: where the request is repeated under
 * its idempotency key, there is a mark in their place.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ShownOnce {
  /** Stands in the place of what was shown. */
  String MARK = "********";

  /** Their names. */
  String[] value();
}
