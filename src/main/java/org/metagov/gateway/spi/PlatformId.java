package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The component of a config that names the community on its platform, such as a Slack team. It is
 * kept in an indexed column. At most one component, a {@code String}.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface PlatformId {}
