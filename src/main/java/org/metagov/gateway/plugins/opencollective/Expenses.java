package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.PlatformException;

/** The expenses of the collective and of its projects. */
record Expenses(Api api) {
  private static final int NOT_FOUND = 404;

  /** Does {@code action}, such as {@code APPROVE}, with the expense {@code id}. */
  Part process(String id, String action) {
    JsonObject variables =
        Json.createObjectBuilder()
            .add("expense", Json.createObjectBuilder().add("id", id))
            .add("action", action)
            .build();
    return Failures.blamedOnCaller(
        () -> api.ask(Queries.PROCESS_EXPENSE, variables, "processExpense"));
  }

  /** Returns the expense of an {@code ExpenseReferenceInput}; empty where there is none. */
  Optional<Part> find(JsonObject reference) {
    try {
      return api.find(
          Queries.EXPENSE, Json.createObjectBuilder().add("expense", reference).build(), "expense");
    } catch (PlatformException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns whether {@code expense} is the collective's or one of its projects'. */
  boolean isOurs(Part expense) {
    Part account = expense.part("account");
    return api.slug().equalsIgnoreCase(account.text("slug"))
        || account
            .optionalPart("parent")
            .filter(parent -> api.slug().equalsIgnoreCase(parent.text("slug")))
            .isPresent();
  }

  /** Returns {@code expense} as drivers see it: with the {@code url} that people see it at. */
  JsonObject told(Part expense) {
    String account = expense.part("account").text("slug");
    // Below the collective, and below the project where it has been submitted to one.
    String owner = api.slug().equalsIgnoreCase(account) ? "" : "/" + account;
    return withUrl(expense.json(), owner, expense.integer("legacyId").toString());
  }

  /**
   * Returns what is left to tell of an expense that was deleted: its {@code id}, {@code legacyId}
   * and {@code url}; empty where its account is not the collective nor below it.
   */
  Optional<JsonObject> gone(ExpenseHint hint) {
    if (hint.number().isEmpty() || hint.account().filter(this::isOurs).isEmpty()) {
      return Optional.empty();
    }
    JsonObject known =
        Json.createObjectBuilder(hint.expense()).add("legacyId", hint.number().get()).build();
    return Optional.of(withUrl(known, "", hint.number().get().toString()));
  }

  private boolean isOurs(BigDecimal account) {
    JsonObject variables = Json.createObjectBuilder().add("slug", api.slug()).build();
    Part collective = api.ask(Queries.COLLECTIVE, variables, "collective");
    return Stream.concat(
            Stream.of(collective), collective.part("childrenAccounts").parts("nodes").stream())
        .anyMatch(each -> each.integer("legacyId").bigDecimalValue().compareTo(account) == 0);
  }

  private JsonObject withUrl(JsonObject expense, String owner, String number) {
    String url = api.web() + "/" + api.slug() + owner + "/expenses/" + number;
    return Json.createObjectBuilder(expense).add("url", url).build();
  }
}
