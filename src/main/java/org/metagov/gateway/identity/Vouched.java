package org.metagov.gateway.identity;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Somebody at a browser, of whom a driver says who they are.
 *
 * @param id their Metagov id
 * @param reach the communities for which it can say so: in others it would decide for drivers that
 *     do not know it
 */
public record Vouched(long id, Predicate<String> reach) {
  /** Returns whose an account in {@code community} is; empty where that is not said. */
  public Optional<Long> in(String community) {
    return reach.test(community) ? Optional.of(id) : Optional.empty();
  }
}
