package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.Pages.Page;
import org.metagov.gateway.spi.PlatformException;

/** The expenses of the collective and of its projects. */
record Expenses(Api api) {
  /**
   * What the platform gives at once; more is refused by the code of {@code childrenAccounts} in
   * {@code server/graphql/v2/interface/Account.ts}, not by the schema.
   */
  private static final int PAGE = 100;

  private static final int MOST_PAGES = 50;

  /** Does {@code action}, such as {@code APPROVE}, with the expense {@code id}. */
  JsonPart process(String id, String action) {
    JsonObject variables =
        Json.createObjectBuilder()
            .add("expense", Json.createObjectBuilder().add("id", id))
            .add("action", action)
            .build();
    return api.forCaller().ask(Queries.PROCESS_EXPENSE, variables, "processExpense");
  }

  /** Returns the expense of an {@code ExpenseReferenceInput}; empty where there is none. */
  Optional<JsonPart> find(JsonObject reference) {
    try {
      return api.find(
          Queries.EXPENSE, Json.createObjectBuilder().add("expense", reference).build(), "expense");
    } catch (PlatformException e) {
      if (e.status() == Failures.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns whether {@code failure} to find an expense says that it is none of the collective's:
   * that there can be none with this id, or that it is a private account's which is not ours.
   */
  boolean isNoneOfOurs(PlatformException failure) {
    return failure.status() == Failures.UNPROCESSABLE
        || (failure.status() == Failures.FORBIDDEN && page(0).isPresent());
  }

  /** Returns whether {@code expense} is the collective's or one of its projects'. */
  boolean isOurs(JsonPart expense) {
    JsonPart account = expense.part("account");
    return isCollective(account) || parent(account).isPresent();
  }

  /**
   * Returns whether {@code account} is the one that {@code expense}, one of ours, belongs to, or
   * another one of ours: expenses are moved.
   */
  boolean isOurs(JsonPart expense, BigDecimal account) {
    JsonPart owner = expense.part("account");
    return Stream.concat(Stream.of(owner), parent(owner).stream())
            .anyMatch(each -> hasNumber(each, account))
        || isOurs(account);
  }

  private boolean isCollective(JsonPart account) {
    return api.slug().equalsIgnoreCase(account.text("slug"));
  }

  private Optional<JsonPart> parent(JsonPart account) {
    return account.findPart("parent").filter(this::isCollective);
  }

  /** Returns {@code expense} as drivers see it: with the {@code url} that people see it at. */
  JsonObject told(JsonPart expense) {
    String account = expense.part("account").text("slug");
    // Below the collective, and below the project where it has been submitted to one.
    String owner = api.slug().equalsIgnoreCase(account) ? "" : "/" + account;
    return withUrl(expense.object(), owner, expense.integer("legacyId").toString());
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
    return Pages.all(MOST_PAGES, "the projects of the collective")
        .byCursor(offset -> accounts(offset.isEmpty() ? 0 : Integer.parseInt(offset)))
        .anyMatch(each -> hasNumber(each, account));
  }

  /** Returns the collective and some of what is below it. */
  private Page<JsonPart> accounts(int offset) {
    Optional<JsonPart> collective = page(offset);
    List<JsonPart> children =
        collective.map(c -> c.part("childrenAccounts").items("nodes")).orElse(List.of());
    return new Page<>(
        Stream.concat(collective.stream(), children.stream()).toList(),
        children.size() < PAGE ? Optional.empty() : Optional.of(String.valueOf(offset + PAGE)));
  }

  /** Returns the collective with some of what is below it; empty where it is not there. */
  private Optional<JsonPart> page(int offset) {
    JsonObject variables =
        Json.createObjectBuilder()
            .add("slug", api.slug())
            .add("limit", PAGE)
            .add("offset", offset)
            .build();
    return api.find(Queries.COLLECTIVE, variables, "collective");
  }

  private static boolean hasNumber(JsonPart account, BigDecimal number) {
    return new BigDecimal(account.integer("legacyId")).compareTo(number) == 0;
  }

  private JsonObject withUrl(JsonObject expense, String owner, String number) {
    String url = api.web() + "/" + api.slug() + owner + "/expenses/" + number;
    return Json.createObjectBuilder(expense).add("url", url).build();
  }
}
