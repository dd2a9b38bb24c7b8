package org.metagov.gateway.plugins.sourcecred;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is kept of an {@code accounts.json}: the cred of each account, by name and by the ids of its
 * aliases. The first account of a name or an id counts.
 *
 * @param byName cred under the identity's name
 * @param byId cred under the last part of an alias's address
 * @param total of all accounts
 * @param skipped how many accounts and aliases could not be used
 */
record Accounts(Map<String, Cred> byName, Map<String, Cred> byId, double total, int skipped) {
  /**
   * The cred of an account.
   *
   * @param order of the account in the file
   * @param amount its {@code totalCred}
   */
  record Cred(int order, double amount) {}

  /** Returns the cred of the first account that has the id or, if not, the name. */
  Optional<Double> credOf(Optional<String> name, Optional<String> id) {
    return Stream.concat(id.map(byId::get).stream(), name.map(byName::get).stream())
        .min(java.util.Comparator.comparingInt(Cred::order))
        .map(Cred::amount);
  }
}
