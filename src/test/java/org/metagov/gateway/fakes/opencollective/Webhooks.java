package org.metagov.gateway.fakes.opencollective;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The webhooks: one for each activity, unsigned, sent once. */
final class Webhooks {
  /** The reactions that the platform offers first, as it writes them. */
  static final String YES = "\uD83D\uDC4D\uFE0F";

  /** What the platform sends no data with. */
  private static final Set<String> BARE =
      Set.of(
          "collective.expense.moved",
          "collective.expense.putOnHold",
          "collective.expense.releasedFromHold",
          "collective.expense.incomplete",
          "collective.expense.invite.drafted");

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Accounts accounts;

  /** Above what a double can count to: activities are numbered by 64-bit integers. */
  private long last = 9_007_199_254_740_993L;

  Webhooks(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Returns the webhook that tells of {@code type} at {@code when}. */
  String body(Map<String, Object> expense, String type, Instant when) {
    Map<String, Object> account = accounts.get(expense.get("account"));
    Map<String, Object> webhook = Payloads.object("webhook.json");
    webhook.put("createdAt", MILLIS.format(when));
    webhook.put("id", ++last);
    webhook.put("type", type);
    webhook.put("CollectiveId", account.get("legacyId"));
    if (BARE.contains(type)) {
      webhook.put("data", Map.of());
    } else {
      Map<String, Object> data = part(webhook, "data");
      Map<String, Object> told = part(data, "expense");
      told.put("idV2", expense.get("id"));
      told.put("id", expense.get("legacyId"));
      told.put("description", expense.get("description"));
      told.put("amount", expense.get("amount"));
      Map<String, Object> collective = part(data, "collective");
      collective.put("id", account.get("legacyId"));
      collective.put("idV2", account.get("id"));
      collective.put("type", account.get("type"));
      collective.put("slug", account.get("slug"));
      collective.put("name", account.get("name"));
    }
    return Payloads.json(webhook).toString();
  }

  // Safe: the template has objects in these places.
  @SuppressWarnings("unchecked")
  private static Map<String, Object> part(Map<String, Object> of, String name) {
    Map<String, Object> part = new LinkedHashMap<>((Map<String, Object>) of.get(name));
    of.put(name, part);
    return part;
  }
}
