package org.metagov.gateway.catalog;

import java.lang.reflect.Method;

/**
 * A plugin that is declared wrongly. The message begins with the class, and the method if it is
 * one.
 */
public class DeclarationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeclarationException(Class<?> plugin, String message) {
    super(plugin.getName() + ": " + message);
  }

  DeclarationException(Class<?> plugin, Method method, String message) {
    super(plugin.getName() + "#" + method.getName() + ": " + message);
  }
}
