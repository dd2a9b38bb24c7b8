package org.metagov.gateway.fakes.opencollective;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The accounts of the platform, and who is a member of the collective {@code metagov}. */
final class Accounts {
  static final String COLLECTIVE = "metagov";
  static final String BOT = "governance-bot";
  private static final int MOST_MEMBERS = 1_000;
  private static final int MOST_CHILDREN = 100;

  private final Map<String, Map<String, Object>> bySlug = new LinkedHashMap<>();
  private final List<Object> members = new ArrayList<>();
  private String admin = BOT;

  Accounts() {
    Payloads.json(Payloads.text("accounts.json"))
        .asJsonArray()
        .forEach(account -> add(Payloads.members(account.asJsonObject())));
    join("alice", "ADMIN");
    join("alice", "BACKER");
    join("bob", "BACKER");
    join(BOT, "ADMIN");
  }

  private void add(Map<String, Object> account) {
    bySlug.put((String) account.get("slug"), account);
  }

  /** Lets {@code count} more people join. */
  void join(int count) {
    for (int i = 0; i < count; i++) {
      Map<String, Object> account = new LinkedHashMap<>(bySlug.get("bob"));
      String slug = "member-" + members.size();
      account.put("slug", slug);
      account.put("id", "acc_" + slug);
      add(account);
      join(slug, "BACKER");
    }
  }

  private void join(String slug, String role) {
    Map<String, Object> member = new LinkedHashMap<>();
    member.put("id", "member-" + members.size());
    member.put("role", role);
    member.put("since", "2021-04-01T00:00:00.000Z");
    member.put("account", bySlug.get(slug));
    members.add(member);
  }

  /** Returns the account {@code slug}, in any case; null where there is none. */
  Map<String, Object> get(Object slug) {
    return slug == null ? null : bySlug.get(slug.toString().toLowerCase(Locale.ROOT));
  }

  /** Returns the account of an {@code AccountReferenceInput}. */
  Optional<Map<String, Object>> find(Map<String, Object> reference) {
    return bySlug.values().stream()
        .filter(
            account ->
                account.get("id").equals(reference.get("id"))
                    || account.get("legacyId").equals(reference.get("legacyId"))
                    || account == get(reference.get("slug")))
        .findFirst();
  }

  /** Returns whether {@code user} may decide for {@code slug}, or for its parent. */
  boolean isAdmin(String user, Object slug) {
    Object owner = COLLECTIVE.equals(get(slug).get("parent")) ? COLLECTIVE : slug;
    return user.equals(slug) || (user.equals(admin) && COLLECTIVE.equals(owner));
  }

  /** Takes the rights of the bot away. */
  void dismiss() {
    admin = "";
  }

  /** Adds projects below {@code metagov}, and returns the slug of the last one. */
  String found(int projects) {
    String slug = "";
    for (int i = 0; i < projects; i++) {
      int number = 20_000 + bySlug.size();
      slug = "project-" + number;
      Map<String, Object> project = new LinkedHashMap<>(bySlug.get("gateway-docs"));
      project.put("id", "acc_" + slug);
      project.put("legacyId", number);
      project.put("slug", slug);
      add(project);
    }
    return slug;
  }

  /** Makes the account {@code slug} private, or public again. */
  void hide(String slug, boolean isPrivate) {
    bySlug.get(slug).put("isPrivate", isPrivate);
  }

  /** Forgets the account {@code slug}. */
  void delete(String slug) {
    bySlug.remove(slug);
  }

  /** Returns whether {@code user} may see the account {@code slug}. */
  boolean isVisible(Optional<String> user, Object slug) {
    return !Boolean.TRUE.equals(get(slug).get("isPrivate"))
        || user.filter(known -> isAdmin(known, slug)).isPresent();
  }

  /** Returns a page of the accounts below {@code slug}, the newest first. */
  Map<String, Object> children(Object slug, int limit, int offset) {
    if (limit > MOST_CHILDREN) {
      throw new Fault("tooManyAccounts");
    }
    List<Object> children =
        new ArrayList<>(
            bySlug.values().stream()
                .filter(account -> slug.equals(account.get("parent")))
                .toList());
    Collections.reverse(children);
    return page(children, limit, offset);
  }

  /** Returns a page of the members of {@code slug}. */
  Map<String, Object> members(Object slug, int limit, int offset) {
    if (limit > MOST_MEMBERS) {
      throw new Fault("tooManyMembers");
    }
    return page(COLLECTIVE.equals(slug) ? members : List.of(), limit, offset);
  }

  /** Returns the part of {@code all} that was asked for, as the platform's collections have it. */
  static Map<String, Object> page(List<Object> all, int limit, int offset) {
    return Map.of(
        "offset",
        offset,
        "limit",
        limit,
        "totalCount",
        all.size(),
        "nodes",
        all.stream().skip(offset).limit(limit).toList());
  }
}
