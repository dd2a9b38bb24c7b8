package org.metagov.gateway.fakes.opencollective;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The expenses of all accounts, and what was done with them. */
final class Expenses {
  /** What an expense becomes by what is done with it. */
  private static final Map<String, String> STATUS =
      Map.of(
          "approved", "APPROVED",
          "unapproved", "PENDING",
          "rejected", "REJECTED",
          "paid", "PAID",
          "unpaid", "APPROVED",
          "spam", "SPAM",
          "processing", "PROCESSING",
          "error", "ERROR",
          "scheduledForPayment", "SCHEDULED_FOR_PAYMENT");

  /**
   * By their suffix, the activities that an expense lists: {@code
   * server/graphql/loaders/expenses.ts} of the platform.
   */
  private static final Map<String, String> LISTED =
      Map.ofEntries(
          Map.entry("created", "COLLECTIVE_EXPENSE_CREATED"),
          Map.entry("approved", "COLLECTIVE_EXPENSE_APPROVED"),
          Map.entry("unapproved", "COLLECTIVE_EXPENSE_UNAPPROVED"),
          Map.entry("rejected", "COLLECTIVE_EXPENSE_REJECTED"),
          Map.entry("paid", "COLLECTIVE_EXPENSE_PAID"),
          Map.entry("unpaid", "COLLECTIVE_EXPENSE_MARKED_AS_UNPAID"),
          Map.entry("spam", "COLLECTIVE_EXPENSE_MARKED_AS_SPAM"),
          Map.entry("updated", "COLLECTIVE_EXPENSE_UPDATED"),
          Map.entry("processing", "COLLECTIVE_EXPENSE_PROCESSING"),
          Map.entry("error", "COLLECTIVE_EXPENSE_ERROR"),
          Map.entry("scheduledForPayment", "COLLECTIVE_EXPENSE_SCHEDULED_FOR_PAYMENT"));

  private final Map<String, Map<String, Object>> byId = new LinkedHashMap<>();
  private final Supplier<Instant> clock;
  private int last;

  Expenses(Supplier<Instant> clock) {
    this.clock = clock;
    Map<String, Object> first = Payloads.object("expense.json");
    byId.put((String) first.get("id"), first);
    last = (Integer) first.get("legacyId");
  }

  /** Returns whether an id is of today's kind, not encoded from a number. */
  static boolean isPublic(Object id) {
    return id instanceof String text && text.startsWith("ex_");
  }

  /** Returns the expense of an {@code ExpenseReferenceInput}. */
  Optional<Map<String, Object>> find(Map<String, Object> reference) {
    if (reference.get("id") instanceof String id
        && !isPublic(id)
        && !id.matches("[0-9a-z]{8}(-[0-9a-z]{8}){3}")) {
      throw new Fault("invalidId", "expense", id);
    }
    return byId.values().stream()
        .filter(
            expense ->
                expense.get("id").equals(reference.get("id"))
                    || expense.get("legacyId").equals(reference.get("legacyId")))
        .findFirst();
  }

  Map<String, Object> submit(String account, String payee, String description, int amount) {
    Map<String, Object> expense = Payloads.object("expense.json");
    String id = "ex_%08d".formatted(++last);
    expense.put("id", id);
    expense.put("legacyId", last);
    expense.put("description", description);
    expense.put("amount", amount);
    expense.put("createdAt", clock.get().toString());
    expense.put("account", account);
    expense.put("payee", payee);
    expense.put("createdByAccount", payee);
    byId.put(id, expense);
    return expense;
  }

  void delete(String id) {
    byId.remove(id);
  }

  /**
   * Does {@code what} with an expense, such as {@code approved}, and returns when that was; {@code
   * data} is what the platform keeps of it.
   */
  Instant decide(Map<String, Object> expense, String what, String who, Map<String, Object> data) {
    Instant now = clock.get();
    if (STATUS.containsKey(what)) {
      expense.put("status", STATUS.get(what));
    }
    if (LISTED.containsKey(what)) {
      Map<String, Object> activity = Payloads.object("activity.json");
      activity.put("id", "act_%08d".formatted(++last));
      activity.put("type", LISTED.get(what));
      activity.put("createdAt", now.toString());
      activity.put("individual", who);
      activity.put("data", data);
      List<Object> activities = new ArrayList<>((List<?>) expense.get("activities"));
      activities.add(activity);
      expense.put("activities", activities);
    }
    return now;
  }

  /**
   * Returns what {@code action} of the API does with an expense in its status, such as {@code
   * approved}; empty where that is so already.
   */
  static Optional<String> effect(Map<String, Object> expense, String action) {
    String status = (String) expense.get("status");
    return switch (action) {
      case "APPROVE" ->
          change(action, status, "APPROVED", "approved", "PENDING", "REJECTED", "INCOMPLETE");
      case "UNAPPROVE" ->
          change(action, status, "PENDING", "unapproved", "APPROVED", "ERROR", "INCOMPLETE");
      case "REJECT" ->
          change(action, status, "REJECTED", "rejected", "PENDING", "UNVERIFIED", "INCOMPLETE");
      case "MARK_AS_SPAM" -> Optional.of("spam");
      default -> throw new Fault("notAllowed");
    };
  }

  private static Optional<String> change(
      String action, String status, String wanted, String done, String... possible) {
    if (status.equals(wanted)) {
      return Optional.empty();
    }
    if (Set.of(possible).contains(status)) {
      return Optional.of(done);
    }
    throw new Fault("status", action.toLowerCase(Locale.ROOT), status);
  }
}
