package org.metagov.gateway.spi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a {@link Plugin} known to the gateway. It is a CDI alternative: a {@code <class>} line
 * under {@code <alternatives>} in the WAR's {@code WEB-INF/beans.xml} enables it.
 */
@Stereotype
@Alternative
@ApplicationScoped
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface MetagovPlugin {
  /** The plugin's name in every URL: {@code [a-z][a-z0-9-]*}, at most 30 characters. */
  String value();

  /** How a community lets the gateway in to the platform. */
  AuthType auth() default AuthType.NONE;

  /**
   * The record of the settings that the server has for the plugin: a component {@code clientId} is
   * {@code metagov.plugin.<name>.client-id}. They are checked at the start, as a config is: by the
   * types of the components, by {@link Default} and Bean Validation's constraints. One with {@link
   * Secret} is never told. A server where none of them is set starts all the same; one where some
   * are, and others that are required are not, does not. Components are texts, numbers, truth
   * values, enums, addresses and, separated by commas, lists of those.
   */
  Class<? extends Record> settings() default None.class;

  /** Stands for a plugin without settings of the server. */
  record None() {}
}
