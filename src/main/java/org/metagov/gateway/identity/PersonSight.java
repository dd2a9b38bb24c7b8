package org.metagov.gateway.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.metagov.gateway.key.Sight;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.store.Statements;

/**
 * What of persons the caller sees: those whom one of its communities knows, with what its
 * communities know of them. To whomever else it is as if they were not there.
 */
@ApplicationScoped
public class PersonSight {
  @Inject private Sight sight;

  /** Returns what the caller sees of {@code person}; empty where that is nothing. */
  Optional<Person> of(Person person) {
    return all(List.of(person)).stream().findFirst();
  }

  /** Returns what the caller sees of {@code persons}. */
  List<Person> all(List<Person> persons) {
    if (seesAll()) {
      return persons;
    }
    Predicate<String> seen = seen();
    return persons.stream()
        .filter(person -> person.communities().anyMatch(seen))
        .map(person -> person.within(seen))
        .toList();
  }

  /**
   * Requires that the caller sees the person whom it calls {@code id}.
   *
   * @throws ProblemException 404 where it does not
   */
  void requireVisible(Statements sql, long id) {
    if (!seesAll()
        && IdentityRows.person(sql, id).stream().flatMap(Person::communities).noneMatch(seen())) {
      throw unknown(id);
    }
  }

  /**
   * Requires that the caller sees all of {@code person}, whom it calls {@code id}.
   *
   * @throws ProblemException 404 where it sees nothing of them, 403 where not all
   */
  void requireWhole(Person person, long id) {
    Predicate<String> seen = seen();
    if (seesAll() || person.communities().allMatch(seen)) {
      return;
    }
    if (person.communities().noneMatch(seen)) {
      throw unknown(id);
    }
    throw new ProblemException(
        ProblemType.FORBIDDEN,
        "Metagov id " + id + " is known to communities that your key does not see");
  }

  /** Returns the 404 of a Metagov id that there is not, or that is not for the caller. */
  static ProblemException unknown(long id) {
    return new ProblemException(ProblemType.NOT_FOUND, "Metagov id " + id + " not found");
  }

  private boolean seesAll() {
    return sight.limit().isEmpty();
  }

  /** Each community is asked for once. */
  private Predicate<String> seen() {
    Map<String, Boolean> known = new HashMap<>();
    return community -> known.computeIfAbsent(community, sight::of);
  }
}
