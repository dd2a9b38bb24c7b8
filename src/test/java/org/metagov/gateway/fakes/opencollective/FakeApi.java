package org.metagov.gateway.fakes.opencollective;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the members of the GraphQL API do. */
final class FakeApi {
  private final Accounts accounts;
  private final Conversations conversations;
  private final Expenses expenses;
  private final Subscriptions subscriptions;
  private final Telling telling;

  /** Tells of what has happened to an expense. */
  @FunctionalInterface
  interface Telling {
    void happened(Map<String, Object> expense, String what, String who);
  }

  FakeApi(
      Accounts accounts,
      Conversations conversations,
      Expenses expenses,
      Subscriptions subscriptions,
      Telling telling) {
    this.accounts = accounts;
    this.subscriptions = subscriptions;
    this.conversations = conversations;
    this.expenses = expenses;
    this.telling = telling;
  }

  Schema schema() {
    Map<String, Map<String, DataFetcher<?>>> fetchers = new LinkedHashMap<>();
    fetchers.put(
        "Query",
        Map.of(
            "me", env -> accounts.get(caller(env).user().orElse(null)),
            "collective", this::collective,
            "conversation", this::conversation,
            "expense", this::expense));
    fetchers.put(
        "Mutation",
        Map.of(
            "createConversation", this::createConversation,
            "editConversation", this::editConversation,
            "createComment", this::createComment,
            "processExpense", this::processExpense,
            "createWebhook", subscriptions::create,
            "deleteWebhook", subscriptions::delete));
    Stream.of("Collective", "Project", "Individual").forEach(t -> fetchers.put(t, account()));
    fetchers.put("Conversation", Map.of("stats", FakeApi::stats));
    fetchers.put(
        "Expense",
        Map.of(
            "account", env -> accounts.get(Schema.source(env).get("account")),
            "payee", env -> accounts.get(Schema.source(env).get("payee")),
            "createdByAccount", env -> accounts.get(Schema.source(env).get("createdByAccount")),
            "requestedByAccount",
                env -> accounts.get(Schema.source(env).get("requestedByAccount"))));
    fetchers.put(
        "Activity",
        Map.of("individual", env -> accounts.get(Schema.source(env).get("individual"))));
    return new Schema(fetchers);
  }

  private Map<String, DataFetcher<?>> account() {
    return Map.of(
        "members",
        env ->
            accounts.members(
                slug(env), env.<Integer>getArgument("limit"), env.<Integer>getArgument("offset")),
        "conversations",
        env ->
            Accounts.page(
                conversations.of(slug(env), env.getArgument("tag")),
                env.<Integer>getArgument("limit"),
                env.<Integer>getArgument("offset")),
        "childrenAccounts",
        env ->
            accounts.children(
                slug(env), env.<Integer>getArgument("limit"), env.<Integer>getArgument("offset")),
        "webhooks",
        subscriptions::list,
        "parent",
        env -> accounts.get(Schema.source(env).get("parent")));
  }

  private Map<String, Object> collective(DataFetchingEnvironment env) {
    String slug = env.getArgument("slug");
    Map<String, Object> found = accounts.get(slug);
    if (found != null && "COLLECTIVE".equals(found.get("type"))) {
      requireVisible(env, found.get("slug"));
      return found;
    }
    if (Boolean.FALSE.equals(env.getArgument("throwIfMissing"))) {
      return null;
    }
    throw new Fault("noCollective", slug);
  }

  private Map<String, Object> conversation(DataFetchingEnvironment env) {
    Map<String, Object> found = conversations.get(env.getArgument("id"));
    if (accounts.get(found.get("collective")) == null) {
      throw new Fault("noAccount");
    }
    requireVisible(env, found.get("collective"));
    return found;
  }

  private Map<String, Object> expense(DataFetchingEnvironment env) {
    Optional<Map<String, Object>> found = expenses.find(Schema.input(env, "expense"));
    if (found.isPresent() && !accounts.isVisible(caller(env).user(), found.get().get("account"))) {
      throw new Fault("privateExpense");
    }
    return found.orElse(null);
  }

  private void requireVisible(DataFetchingEnvironment env, Object slug) {
    if (!accounts.isVisible(caller(env).user(), slug)) {
      throw new Fault("privateAccount");
    }
  }

  private Map<String, Object> createConversation(DataFetchingEnvironment env) {
    Map<String, Object> reference = Schema.input(env, "account");
    if (reference.isEmpty() && env.getArgument("CollectiveId") == null) {
      throw new Fault("accountNeeded");
    }
    Map<String, Object> account =
        accounts
            .find(reference.isEmpty() ? Map.of("id", env.getArgument("CollectiveId")) : reference)
            .orElseThrow(() -> new Fault("noAccount"));
    String author = caller(env).require("conversations", "conversations");
    return conversations.create(
        author,
        (String) account.get("slug"),
        env.getArgument("title"),
        env.getArgument("html"),
        Schema.texts(env, "tags"));
  }

  private Map<String, Object> editConversation(DataFetchingEnvironment env) {
    String editor = caller(env).require("conversations", "conversations");
    Map<String, Object> conversation = conversations.get(env.getArgument("id"));
    if (!editor.equals(conversation.get("author"))
        && !accounts.isAdmin(editor, conversation.get("collective"))) {
      throw new Fault("notAuthor");
    }
    Conversations.title(conversation, env.getArgument("title"));
    if (env.containsArgument("tags")) {
      conversation.put("tags", Conversations.sanitized(Schema.texts(env, "tags")));
    }
    return conversation;
  }

  // Safe: the schema has input objects in these places.
  @SuppressWarnings("unchecked")
  private Map<String, Object> createComment(DataFetchingEnvironment env) {
    Map<String, Object> comment = Schema.input(env, "comment");
    Optional<Object> conversation =
        Optional.ofNullable((Map<String, Object>) comment.get("conversation"))
            .map(reference -> reference.get("id"))
            .or(() -> Optional.ofNullable(comment.get("ConversationId")));
    Optional<Map<String, Object>> expense =
        Optional.ofNullable((Map<String, Object>) comment.get("expense"));
    String scope = conversation.isPresent() ? "conversations" : "expenses";
    caller(env).require(scope, scope);
    String html = (String) comment.get("html");
    if (html == null || html.isEmpty()) {
      throw new Fault("emptyComment");
    }
    if (conversation.isPresent() == expense.isPresent()) {
      throw new Fault("oneEntity");
    }
    if (expense.isPresent()) {
      Object id = expense.get().get("id");
      if (expenses.find(expense.get()).isEmpty()) {
        throw Expenses.isPublic(id)
            ? new Fault("noPublicExpense", id)
            : new Fault("nothingToComment");
      }
      return conversations.comment(html);
    }
    String id = (String) conversation.get();
    if (conversations.find(id).isEmpty()) {
      throw Conversations.isPublic(id)
          ? new Fault("noPublicConversation", id)
          : new Fault("nothingToComment");
    }
    return conversations.comment(id, html);
  }

  private Map<String, Object> processExpense(DataFetchingEnvironment env) {
    String user = caller(env).require("expenses", "expenses");
    Map<String, Object> expense =
        expenses.find(Schema.input(env, "expense")).orElseThrow(() -> new Fault("notFound"));
    if (accounts.isAdmin(user, expense.get("account"))) {
      caller(env).requireSecondFactor();
    }
    if (!accounts.isAdmin(user, expense.get("account"))) {
      throw new Fault("notAllowed");
    }
    Expenses.effect(expense, env.getArgument("action"))
        .ifPresent(done -> telling.happened(expense, done, user));
    return expense;
  }

  private static Map<String, Object> stats(DataFetchingEnvironment env) {
    Map<String, Object> conversation = Schema.source(env);
    return Map.of(
        "id", conversation.get("id"),
        "commentsCount", Conversations.comments(conversation).size());
  }

  private static Object slug(DataFetchingEnvironment env) {
    return Schema.source(env).get("slug");
  }

  private static Caller caller(DataFetchingEnvironment env) {
    return Schema.caller(env.getGraphQlContext());
  }
}
