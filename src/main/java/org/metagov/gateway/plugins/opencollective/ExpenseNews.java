package org.metagov.gateway.plugins.opencollective;

import java.util.Optional;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformEvent;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.Received;

/** What there is to tell of expenses once the platform was asked about a hint. */
record ExpenseNews(Expenses expenses) {
  private static final Received NOT_OURS =
      Received.passedOver("It is of an account that is neither the collective nor below it");
  private static final Received UNKNOWN =
      Received.passedOver("Open Collective knows no such expense");
  private static final Received NOT_BORNE_OUT =
      Received.passedOver("Open Collective says that this has not happened to the expense");

  /** Returns what {@code hint} means, by what the platform says. */
  Received of(ExpenseHint hint) {
    Optional<JsonPart> found;
    try {
      found = expenses.find(hint.expense());
    } catch (PlatformException e) {
      if (expenses.isNoneOfOurs(e)) {
        return NOT_OURS;
      }
      throw e;
    }
    if (hint.isEnd()) {
      return found.isPresent() ? NOT_BORNE_OUT : end(hint);
    }
    return found.map(expense -> of(hint, expense)).orElse(UNKNOWN);
  }

  private Received of(ExpenseHint hint, JsonPart expense) {
    // The platform's word is the expense; the webhook's own is held against it all the same.
    if (!expenses.isOurs(expense)
        || hint.account().filter(account -> !expenses.isOurs(expense, account)).isPresent()) {
      return NOT_OURS;
    }
    return hint.isBorneOutBy(expense)
        ? Received.events(
            new PlatformEvent(hint.eventType(), expenses.told(expense), hint.initiator(expense)))
        : NOT_BORNE_OUT;
  }

  private Received end(ExpenseHint hint) {
    return expenses
        .gone(hint)
        .map(
            known ->
                new PlatformEvent(hint.eventType(), known, ExpenseHint.initiator(Optional.empty())))
        .map(Received::events)
        .orElse(NOT_OURS);
  }
}
