package org.metagov.gateway.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key takes for an internal route. Each has one: a route that does not say it is refused to
 * every key, and fails a test.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {
  /** What the key has to be allowed to do. */
  Scope scope();

  /** Where the request says which community it is about. */
  From community();

  /** Where the community of a request stands. */
  enum From {
    /** In the header; another key's is 400, as is one that there is not. */
    HEADER,
    /** In the path; another key's is 404. */
    PATH,
    /** In the path, where there may be none of the name yet; another key's is 404. */
    NEW_OR_PATH,
    /** In the query, where it has to be; another key's is 404. */
    QUERY,
    /** In the body: the route looks, and answers 400 where it is another key's, as for none. */
    BODY,
    /** With what the path names: the route loads it, and answers 404 where it is another key's. */
    OBJECT,
    /** It lists what the key sees, and no more. */
    LIST,
    /** It is about one that is made now, which the key sees from then on. */
    NEW,
    /** About none: it tells what is in the documentation. */
    NONE,
    /** About the server as a whole: for those who see all communities. */
    SERVER
  }
}
