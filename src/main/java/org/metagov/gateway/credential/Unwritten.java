package org.metagov.gateway.credential;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.credential.CredentialRows.Kept;
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
   * @param isBlind whether nobody could look what is there
   * @param before the version of the one that it takes the place of otherwise, or of none
   */
  record Given(boolean whatever, boolean isBlind, OptionalLong before, Credential credential) {
    /** One that comes after that with the version {@code before}, or after none, and no other. */
    static Given renewed(OptionalLong before, Credential credential) {
      return new Given(false, false, before, credential);
    }

    /** One in place of whatever is there: last seen with the version {@code seen}, or as none. */
    static Given kept(OptionalLong seen, Credential credential) {
      return new Given(true, false, seen, credential);
    }

    /** One in place of whatever is there, which nobody could look at. */
    static Given blind(Credential credential) {
      return new Given(true, true, OptionalLong.empty(), credential);
    }

    /**
     * Returns it as it is written later: what somebody has written meanwhile is newer. Where nobody
     * knows what was there before, it is newer itself, or what a platform has given would be lost.
     */
    Given late() {
      return isBlind ? this : renewed(before, credential);
    }

    /** Returns it as it is written after one that was given before it, and is there only now. */
    Given after(Kept older) {
      return renewed(OptionalLong.of(older.version()), credential);
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
    Kept write(Key key, Given given);
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
      Kept now = writing.write(key, credential);
      given.computeIfPresent(key, (k, left) -> remnant(left, credential, now));
      return now.credential();
    } catch (ProblemException e) {
      if (e.type() == ProblemType.CONFLICT) {
        // Its instance is gone: nobody will ask for it again.
        given.remove(key, credential.late());
      }
      throw e;
    }
  }

  /**
   * Returns what remains to be written of {@code left}, now that {@code written} is done, and
   * {@code now} is there. Another one has come in meanwhile: what is older does not keep it out.
   */
  private static Given remnant(Given left, Given written, Kept now) {
    if (left.equals(written.late())) {
      return null;
    }
    return now.credential().equals(written.credential()) ? left.after(now) : left;
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
