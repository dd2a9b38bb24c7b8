package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Initiator;
import org.metagov.gateway.spi.JsonPart;

/**
 * What a webhook claims to have happened to an expense. Nobody signs it, so all that it is good for
 * is to know what to ask the platform for.
 *
 * @param what such as {@code approved}
 * @param expense an {@code ExpenseReferenceInput}
 * @param number of the expense, its {@code legacyId}
 * @param account the number of the account that it says to belong to
 * @param when it happened
 */
record ExpenseHint(
    String what,
    JsonObject expense,
    Optional<BigDecimal> number,
    Optional<BigDecimal> account,
    Optional<Instant> when) {
  private static final String PREFIX = "collective.expense.";

  /** Letters and dots so far, in {@code server/constants/activities.ts} of the platform. */
  private static final Pattern WHAT = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** Of both kinds: {@code dgm9bnk8-0437xqry-ejpvzeol-jdayw5re} and {@code ex_7Hk2mNpQ4rSt}. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  /** GraphQL's Int has 32 bits. */
  private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

  /** The names of the activities that an expense of the platform lists, by what has happened. */
  private static final Map<String, String> LISTED =
      Map.of(
          "approved", "COLLECTIVE_EXPENSE_APPROVED",
          "unapproved", "COLLECTIVE_EXPENSE_UNAPPROVED",
          "rejected", "COLLECTIVE_EXPENSE_REJECTED",
          "paid", "COLLECTIVE_EXPENSE_PAID",
          "unpaid", "COLLECTIVE_EXPENSE_MARKED_AS_UNPAID",
          "spam", "COLLECTIVE_EXPENSE_MARKED_AS_SPAM",
          "processing", "COLLECTIVE_EXPENSE_PROCESSING",
          "error", "COLLECTIVE_EXPENSE_ERROR",
          "scheduledForPayment", "COLLECTIVE_EXPENSE_SCHEDULED_FOR_PAYMENT");

  /**
   * Returns what {@code webhook} hints at; empty where it is of another kind, does not name an
   * expense, or has what the platform can never have: anybody may have written it.
   */
  static Optional<ExpenseHint> of(JsonObject webhook) {
    String type = text(webhook.get("type"));
    if (!type.startsWith(PREFIX)
        || !WHAT.matcher(type.substring(PREFIX.length())).matches()
        || !(webhook.get("data") instanceof JsonObject data)
        || !(data.get("expense") instanceof JsonObject expense)) {
      return Optional.empty();
    }
    JsonValue account = webhook.getOrDefault("CollectiveId", JsonValue.NULL);
    if (account != JsonValue.NULL && number(account).isEmpty()) {
      return Optional.empty();
    }
    return reference(expense)
        .map(
            reference ->
                new ExpenseHint(
                    type.substring(PREFIX.length()),
                    reference,
                    number(expense.get("id")),
                    number(account),
                    instant(text(webhook.get("createdAt")))));
  }

  /** Returns the event that drivers hear of. */
  String eventType() {
    return "expense_" + what;
  }

  /** Returns what it is about: what has happened to one expense is told in its order. */
  String lane() {
    return "expense-"
        + (expense.containsKey("id") ? expense.getString("id") : expense.getInt("legacyId"));
  }

  /** Returns whether it is the end of an expense, of which the platform tells nothing any more. */
  boolean isEnd() {
    return what.equals("deleted");
  }

  /** Returns whether {@code expense}, as the platform has it, does not contradict. */
  boolean isBorneOutBy(JsonPart expense) {
    return !LISTED.containsKey(what)
        || expense.items("activities").stream()
            .anyMatch(activity -> LISTED.get(what).equals(activity.text("type")));
  }

  /** Returns who has done it, as far as {@code expense} tells. */
  Initiator initiator(JsonPart expense) {
    Optional<String> slug =
        what.equals("created")
            ? expense.findPart("createdByAccount").flatMap(a -> a.findText("slug"))
            : expense.items("activities").stream()
                .filter(this::isThis)
                .findFirst()
                .flatMap(activity -> activity.findPart("individual"))
                .flatMap(individual -> individual.findText("slug"));
    return initiator(slug);
  }

  /** Returns somebody who is called {@code slug}, or nobody knows how. */
  static Initiator initiator(Optional<String> slug) {
    return new Initiator(
        Json.createObjectBuilder()
            .add("user_id", slug.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
            .add("provider", "opencollective")
            .build());
  }

  private boolean isThis(JsonPart activity) {
    return when.isPresent() && when.equals(instant(activity.text("createdAt")));
  }

  private static Optional<JsonObject> reference(JsonObject expense) {
    String id = text(expense.get("idV2"));
    if (!id.isEmpty()) {
      return Optional.of(id)
          .filter(known -> ID.matcher(known).matches())
          .map(known -> Json.createObjectBuilder().add("id", known).build());
    }
    return number(expense.get("id"))
        .map(number -> Json.createObjectBuilder().add("legacyId", number.intValueExact()).build());
  }

  /** Returns what may be the number of an expense or an account. */
  private static Optional<BigDecimal> number(JsonValue value) {
    // Not isIntegral(), which writes out what has an exponent.
    return value instanceof JsonNumber number && number.bigDecimalValue().scale() == 0
        ? Optional.of(number.bigDecimalValue())
            .filter(known -> known.signum() > 0 && known.compareTo(MOST) <= 0)
        : Optional.empty();
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString text ? text.getString() : "";
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
