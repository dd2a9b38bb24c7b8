package org.metagov.gateway.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.metagov.gateway.identity.IdentityRows.Owner;
import org.metagov.gateway.invocation.Emitted;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.store.Sql;
import org.metagov.gateway.store.Statements;

/**
 * Says in events who has caused them: {@code initiator.metagov_id}. Where a community has linked no
 * account, that costs one look in two seconds; so long it takes until another node knows of its
 * first one.
 */
@ApplicationScoped
public class Initiators {
  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST = 2_000;
  private static final String USER_ID = "user_id";
  private static final String PROVIDER = "provider";
  private static final String METAGOV_ID = "metagov_id";

  @Inject private Sql plain;

  /** Communities that knew nobody, and when that was, by this node's own counter. */
  private final Map<String, Long> empty = new ConcurrentHashMap<>();

  private final AtomicLong changes = new AtomicLong();

  /** Somebody's account on a platform. */
  private record Account(String provider, String userId) {}

  /** Returns {@code works} of {@code community}, with the Metagov ids of those who are known. */
  public Map<String, List<Emitted>> named(
      Statements sql, String community, Map<String, List<Emitted>> works) {
    Map<String, Set<String>> accounts =
        works.values().stream()
            .flatMap(List::stream)
            .flatMap(event -> account(event.initiator()).stream())
            .collect(
                Collectors.groupingBy(
                    Account::provider, Collectors.mapping(Account::userId, Collectors.toSet())));
    if (accounts.isEmpty() || isEmpty(sql, community)) {
      return works;
    }
    Map<Account, List<Owner>> owners = owners(sql, community, accounts);
    Map<String, Boolean> known = new HashMap<>();
    Predicate<String> several =
        plugin ->
            known.computeIfAbsent(
                plugin, absent -> IdentityRows.hasSeveral(plain, community, absent));
    Map<String, List<Emitted>> named = new LinkedHashMap<>();
    works.forEach(
        (work, events) ->
            named.put(work, events.stream().map(event -> named(event, owners, several)).toList()));
    return named;
  }

  /** An account of {@code community} was linked on this node. */
  void linked(String community) {
    changes.incrementAndGet();
    empty.remove(community);
  }

  private boolean isEmpty(Statements sql, String community) {
    Long at = empty.get(community);
    if (at != null && System.nanoTime() - at < FRESH_NANOS) {
      return true;
    }
    long before = changes.get();
    boolean isEmpty = !IdentityRows.knowsAnybody(sql, community);
    if (isEmpty) {
      note(community, before);
    }
    return isEmpty;
  }

  /** What was linked while somebody looked is known at once. */
  private void note(String community, long before) {
    if (empty.size() >= MOST) {
      empty.clear();
    }
    empty.put(community, System.nanoTime());
    if (changes.get() != before) {
      empty.remove(community);
    }
  }

  private static Map<Account, List<Owner>> owners(
      Statements sql, String community, Map<String, Set<String>> accounts) {
    Map<Account, List<Owner>> owners = new HashMap<>();
    accounts.forEach(
        (provider, userIds) ->
            IdentityRows.owners(sql, community, provider, userIds)
                .forEach(
                    owner ->
                        owners
                            .computeIfAbsent(
                                new Account(provider, owner.identifier()),
                                absent -> new ArrayList<>())
                            .add(owner)));
    return owners;
  }

  private static Emitted named(
      Emitted event, Map<Account, List<Owner>> owners, Predicate<String> several) {
    return account(event.initiator())
        .flatMap(
            account ->
                owner(
                    owners.getOrDefault(account, List.of()),
                    event.platformId(),
                    () -> several.test(account.provider())))
        .map(owner -> event.by(named(event.initiator().asJsonObject(), owner.person())))
        .orElse(event);
  }

  /**
   * The same name may be that of two, in two places on the platform: that counts which the event is
   * of. One that was linked before that place was called anything counts there, too; not where
   * there are several, of which it may be another's.
   */
  static Optional<Owner> owner(
      List<Owner> owners, Optional<String> platformId, BooleanSupplier several) {
    String place = AccountName.placeKey(platformId.orElse(""));
    return owners.stream()
        .filter(owner -> owner.place().equals(place))
        .findFirst()
        .or(
            () ->
                owners.stream()
                    .filter(owner -> owner.place().isEmpty() && !several.getAsBoolean())
                    .findFirst());
  }

  private static JsonObject named(JsonObject initiator, long person) {
    return JsonText.object(initiator).add(METAGOV_ID, person).build();
  }

  private static Optional<Account> account(JsonValue initiator) {
    return initiator instanceof JsonObject members
            && members.get(PROVIDER) instanceof JsonString provider
        ? userId(members.get(USER_ID))
            .filter(AccountName::isPossible)
            .map(userId -> new Account(provider.getString(), userId))
        : Optional.empty();
  }

  private static Optional<String> userId(JsonValue value) {
    if (value instanceof JsonNumber number) {
      return Optional.of(number.toString());
    }
    return value instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
  }
}
