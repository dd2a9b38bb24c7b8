package org.metagov.gateway.credential;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Credential;

/**
 * Credentials that a platform has given and that are not written yet, as the database is away: the
 * platform may take those before them no more. There is one at most of each name of an instance.
 */
final class Unwritten {
  private final Writing writing;
  private final Map<Key, Given> given = new ConcurrentHashMap<>();

  /** Which credential. */
  record Key(long instance, String name) {
    String lease() {
      return "credential/" + instance + "/" + name;
    }
  }

  /**
   * A credential that a platform has given.
   *
   * @param whatever whether it takes the place of whatever is there
   * @param before the version of the one that it takes the place of otherwise, or of none
   */
  record Given(boolean whatever, OptionalLong before, Credential credential) {
    /** Returns it as it is written later: what somebody has written meanwhile is newer. */
    Given late() {
      return new Given(false, before, credential);
    }
  }

  /** Writes credentials, each in a transaction of its own. */
  @FunctionalInterface
  interface Writing {
    /**
     * Writes {@code given}, where nobody has written meanwhile.
     *
     * @return the one that is there now
     * @throws ProblemException 409 where the instance is gone
     */
    Credential write(Key key, Given given);
  }

  Unwritten(Writing writing) {
    this.writing = writing;
  }

  /** Writes {@code credential}; where it cannot be, it is remembered until it is. */
  Credential write(Key key, Given credential) {
    given.put(key, credential.late());
    return writeDown(key, credential);
  }

  private Credential writeDown(Key key, Given credential) {
    try {
      Credential now = writing.write(key, credential);
      given.remove(key, credential.late());
      return now;
    } catch (ProblemException e) {
      if (e.type() == ProblemType.CONFLICT) {
        // Its instance is gone: nobody will ask for it again.
        given.remove(key, credential.late());
      }
      throw e;
    }
  }

  /** Writes what is remembered of {@code key} before anybody reads it. */
  void settle(Key key) {
    Given left = given.get(key);
    if (left != null) {
      writeDown(key, left);
    }
  }

  /** Writes all that is remembered; what cannot be written keeps nothing else from it. */
  void flush() {
    RuntimeException failure = null;
    for (Map.Entry<Key, Given> left : given.entrySet()) {
      try {
        writeDown(left.getKey(), left.getValue());
      } catch (RuntimeException e) {
        failure = given.containsKey(left.getKey()) ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
