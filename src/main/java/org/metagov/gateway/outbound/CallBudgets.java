package org.metagov.gateway.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The budgets of this server, by a key that means nothing here. */
@ApplicationScoped
public class CallBudgets {
  private static final int MOST = 10_000;

  /** Those that were used last come last. */
  private final Map<String, CallBudget> budgets = new LinkedHashMap<>();

  private final LongSupplier ticker;
  private final int most;

  /** For the container. */
  public CallBudgets() {
    // Not the store's clock: what a platform allows goes by its own time, whatever we take for now.
    this(System::nanoTime, MOST);
  }

  CallBudgets(LongSupplier ticker, int most) {
    this.ticker = ticker;
    this.most = most;
  }

  /** Returns the budget of {@code key}; of too many, the one unused for longest is forgotten. */
  public synchronized CallBudget of(String key, int callsPerMinute) {
    CallBudget known = budgets.remove(key);
    CallBudget budget = known == null ? new CallBudget(callsPerMinute, ticker) : known;
    budgets.put(key, budget);
    if (budgets.size() > most) {
      budgets.remove(budgets.keySet().iterator().next());
    }
    return budget;
  }
}
