package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The component of a config that names the community on its platform, such as a Slack team. It is
 * kept in an indexed column. At most one component, a {@code String}.
 *
 * <p>Where the plugin takes webhooks for all communities at one URL ({@link Plugin#admitAll}), what
 * it names belongs to one community: whoever could enable the plugin with the name of another
 * community's would hear of all that happens there. So the plugin's {@link Plugin#initialized} also
 * has to ask the platform whether what the config holds lets in to what it names.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface PlatformId {
  /**
   * Returns whether several communities may name the same there, and each hears of all of it: for a
   * platform where that is open to anybody.
   */
  boolean shared() default false;
}
