package org.metagov.gateway.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands at {@link Plugin#admit} or {@link Plugin#admitAll} where the platform sends webhooks in
 * other ways than by POST to one path. What is not named here is answered 405 or 404, and the
 * plugin is not asked.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Takes {
  /**
   * The methods: of {@code POST}, {@code PUT} and {@code GET}. A GET is answered at once, by a
   * {@link Gate.Answer}: it may be sent by anything that looks at an address, so that nothing
   * follows from it.
   */
  String[] methods() default {"POST"};

  /**
   * Whether more may stand in the path behind the plugin, or its slug, where the webhook is for one
   * community: {@link WebhookRequest#path()}.
   */
  boolean paths() default false;
}
