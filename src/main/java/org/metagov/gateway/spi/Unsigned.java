package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands at {@link Plugin#admit} where the platform signs nothing: whoever knows the path can send
 * a webhook, so it is a hint to look and no more. The path then always ends in a {@code
 * webhook_slug} that nobody can guess, which the gateway makes where the config names none; a body
 * is at most 64 KiB unless somebody sets more.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Unsigned {}
