package org.metagov.gateway.credential;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.metagov.gateway.credential.CredentialRows.Kept;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.store.Sql;

/**
 * Reads and writes credentials: each call is one transaction, whatever becomes of the work that it
 * is for.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CredentialService {
  @Inject private Sql sql;

  /** Returns the credential {@code name} of {@code instance}. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public Optional<Kept> find(long instance, String name) {
    return CredentialRows.find(sql, instance, name);
  }

  /** Returns all credentials of {@code instance}, by name. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public Map<String, Credential> all(long instance) {
    return CredentialRows.all(sql, instance);
  }

  /**
   * Returns all credentials of {@code instances}, of which there is one at least, by their ids and
   * by name; nothing in place of one that cannot be opened.
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS) // One statement.
  public Map<Long, Map<String, Optional<Credential>>> all(List<Long> instances) {
    return CredentialRows.all(sql, instances);
  }

  /**
   * Keeps {@code credential}, whatever was there.
   *
   * @return it
   * @throws ProblemException 409 where the instance is gone
   */
  public Optional<Kept> keep(long instance, String name, Credential credential) {
    lock(instance);
    return written(instance, name, credential);
  }

  /** Removes the credential {@code name} of {@code instance}, if there is one. */
  public void forget(long instance, String name) {
    lock(instance);
    CredentialRows.remove(sql, instance, name);
  }

  /**
   * Keeps {@code renewed} in place of the one with the version {@code before}, or of none. Where
   * somebody else has written meanwhile, theirs stays: this is a late writer.
   *
   * @return the one that is there now
   */
  public Optional<Kept> renewed(
      long instance, String name, OptionalLong before, Credential renewed) {
    lock(instance);
    Optional<Kept> now = CredentialRows.find(sql, instance, name);
    boolean late =
        now.isPresent() && (before.isEmpty() || now.get().version() != before.getAsLong());
    if (late) {
      return now;
    }
    return written(instance, name, renewed);
  }

  // Optional: the container's proxies see no type that is the package's own.
  private Optional<Kept> written(long instance, String name, Credential credential) {
    CredentialRows.write(sql, instance, name, credential);
    return Optional.of(new Kept(credential, CredentialRows.version(sql, instance, name)));
  }

  /** The platform does not take {@code credential} any more; another one is left as it is. */
  public void ended(long instance, String name, Credential credential, Instant now) {
    lock(instance);
    CredentialRows.find(sql, instance, name)
        .filter(kept -> kept.credential().token().equals(credential.token()))
        .ifPresent(
            kept ->
                CredentialRows.end(
                    sql,
                    instance,
                    name,
                    new Credential(
                        kept.credential().token(),
                        kept.credential().refreshToken(),
                        Optional.of(now))));
  }

  /** Writes the first credentials of an instance, in the transaction that writes it. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void begin(long instance, Map<String, Credential> credentials) {
    credentials.forEach((name, each) -> CredentialRows.write(sql, instance, name, each));
  }

  private void lock(long instance) {
    if (!CredentialRows.lock(sql, instance)) {
      throw new ProblemException(
          ProblemType.CONFLICT, "The plugin was disabled while it was at work");
    }
  }
}
