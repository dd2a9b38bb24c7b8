package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component of a config that is a secret: the gateway blacks its value out of every error and
 * log. Only drivers, who have set it, read it back. In the JSON Schema it is {@code writeOnly}.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Secret {}
