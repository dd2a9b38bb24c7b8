package org.metagov.gateway.fakes.opencollective;

import graphql.schema.DataFetchingEnvironment;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The webhooks of accounts: for their admins, with the scope {@code webhooks}. */
final class Subscriptions {
  private static final Set<String> NO_HOSTS = Set.of("localhost");
  private static final List<String> NO_SUFFIXES = List.of(".internal", ".localhost", ".local");

  private final Accounts accounts;
  private final List<Map<String, Object>> all = new ArrayList<>();
  private int last = 4_200;

  Subscriptions(Accounts accounts) {
    this.accounts = accounts;
    // One of those by mail, which the same list has.
    all.add(row(Accounts.COLLECTIVE, "COLLECTIVE_EXPENSE_CREATED", null));
  }

  /** Returns where activities of {@code account} are told. */
  List<String> urls(String account) {
    return all.stream()
        .filter(row -> account.equals(row.get("of")) && row.get("webhookUrl") != null)
        .map(row -> (String) row.get("webhookUrl"))
        .toList();
  }

  Map<String, Object> list(DataFetchingEnvironment env) {
    String user = Schema.caller(env.getGraphQlContext()).require("webhooks", "webhooks");
    Object slug = Schema.source(env).get("slug");
    if (!accounts.isAdmin(user, slug)) {
      throw new Fault("notAllowed");
    }
    return Accounts.page(
        new ArrayList<>(all.stream().filter(row -> slug.equals(row.get("of"))).toList()),
        env.<Integer>getArgument("limit"),
        env.<Integer>getArgument("offset"));
  }

  // Safe: the schema has an input object there.
  @SuppressWarnings("unchecked")
  Map<String, Object> create(DataFetchingEnvironment env) {
    String user = Schema.caller(env.getGraphQlContext()).require("webhooks", "webhooks");
    Map<String, Object> asked = Schema.input(env, "webhook");
    Map<String, Object> account =
        accounts
            .find((Map<String, Object>) asked.get("account"))
            .orElseThrow(() -> new Fault("noAccount"));
    String slug = (String) account.get("slug");
    if (!accounts.isAdmin(user, slug)) {
      throw new Fault("noWebhook", "create a webhook on this account");
    }
    Schema.caller(env.getGraphQlContext()).requireSecondFactor();
    String url = (String) asked.get("webhookUrl");
    requirePublic(url);
    String type = (String) asked.get("activityType");
    if (all.stream()
        .anyMatch(
            row ->
                url.equals(row.get("webhookUrl"))
                    && type.equals(row.get("activityType"))
                    && slug.equals(row.get("of")))) {
      throw new Fault("sameWebhook");
    }
    Map<String, Object> row = row(slug, type, url);
    all.add(row);
    return row;
  }

  Map<String, Object> delete(DataFetchingEnvironment env) {
    String user = Schema.caller(env.getGraphQlContext()).require("webhooks", "webhooks");
    Object id = Schema.input(env, "webhook").get("id");
    Map<String, Object> row =
        all.stream()
            .filter(each -> each.get("id").equals(id))
            .findFirst()
            .orElseThrow(() -> new Fault("noSuchWebhook"));
    if (!accounts.isAdmin(user, row.get("of"))) {
      throw new Fault("noWebhook", "delete this webhook");
    }
    all.remove(row);
    return row;
  }

  private Map<String, Object> row(String account, String type, String url) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", "not_" + ++last);
    row.put("legacyId", last);
    row.put("of", account);
    row.put("activityType", type);
    row.put("webhookUrl", url);
    return row;
  }

  private static void requirePublic(String url) {
    String host = URI.create(url).getHost();
    if (host.matches("[0-9.]+|\\[.*")) {
      throw new Fault("addressOfWebhook");
    }
    if (NO_HOSTS.contains(host) || NO_SUFFIXES.stream().anyMatch(host::endsWith)) {
      throw new Fault("hostOfWebhook");
    }
  }
}
