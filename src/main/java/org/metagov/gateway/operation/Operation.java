package org.metagov.gateway.operation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.metagov.gateway.problem.ProblemType;

/**
 * What a method of a resource does, and what it answers. The OpenAPI document and the table of
 * endpoints are made of this and of the method's own JAX-RS annotations; what holds of every route
 * (who may call it, that a body can be malformed) is not said here again.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Operation {
  /** Its name in clients that are made from the document, which no other operation has. */
  String id();

  /** What it does, in one line. */
  String summary();

  /** More of it, in Markdown. */
  String description() default "";

  /** What there is one such operation for. */
  Per per() default Per.ROUTE;

  /** The record that its body is; {@code void}: it takes none, or says so by {@link #per}. */
  Class<?> takes() default void.class;

  /** Whether the body may be left out. */
  boolean bodyOptional() default false;

  /** The statuses of its success. */
  int[] status() default 200;

  /** The records whose members its answer has; none: the answer has no body, or is no JSON. */
  Class<?>[] returns() default {};

  /** Whether its answer is a list of such records, or of plain values. */
  boolean list() default false;

  /** The media type of its answer, where that is not JSON. */
  String type() default "";

  /** The kinds of problem, besides those that every route of its kind has. */
  ProblemType[] problems() default {};

  /** What there is an operation for. */
  enum Per {
    /** The route itself. */
    ROUTE,
    /** Each action of a plugin. */
    ACTION,
    /** Each action of a plugin that anybody may perform. */
    PUBLIC_ACTION,
    /** Each governance process of a plugin. */
    PROCESS,
    /** Each plugin. */
    PLUGIN
  }
}
