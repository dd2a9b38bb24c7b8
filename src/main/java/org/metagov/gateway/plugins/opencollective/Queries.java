package org.metagov.gateway.plugins.opencollective;

/** The GraphQL documents, by {@code schemaV2.graphql} of the platform. */
final class Queries {
  private static final String CONVERSATION_FIELDS =
      """
      fragment conversationFields on Conversation {
        id slug title createdAt updatedAt tags summary
        body { id reactions }
        stats { commentsCount }
      }
      """;

  private static final String EXPENSE_FIELDS =
      """
      fragment accountFields on Account { id legacyId slug }
      fragment expenseFields on Expense {
        id legacyId description longDescription amount currency createdAt type status tags
        account { ...accountFields ... on AccountWithParent { parent { legacyId slug } } }
        payee { ...accountFields }
        createdByAccount { ...accountFields }
        requestedByAccount { ...accountFields }
        activities { id type createdAt data individual { id slug } }
        items { id amount createdAt updatedAt incurredAt description url }
      }
      """;

  static final String ENABLING =
      """
      query Enabling($slug: String!) {
        me { id slug }
        collective(slug: $slug, throwIfMissing: false) { id slug }
      }
      """;

  static final String COLLECTIVE =
      """
      query Collective($slug: String!, $limit: Int!, $offset: Int!) {
        collective(slug: $slug, throwIfMissing: false) {
          legacyId
          childrenAccounts(limit: $limit, offset: $offset) { nodes { legacyId } }
        }
      }
      """;

  static final String MEMBERS =
      """
      query Members($slug: String!, $limit: Int!, $offset: Int!) {
        collective(slug: $slug, throwIfMissing: false) {
          members(limit: $limit, offset: $offset) {
            totalCount
            nodes {
              account {
                id slug name type twitterHandle githubHandle isArchived isActive isHost isAdmin
              }
            }
          }
        }
      }
      """;

  static final String CONVERSATION =
      """
      query Conversation($id: String!) {
        conversation(id: $id) { ...conversationFields }
      }
      """
          + CONVERSATION_FIELDS;

  static final String FIND_CONVERSATIONS =
      """
      query FindConversations($slug: String!, $tag: String!) {
        collective(slug: $slug, throwIfMissing: false) {
          conversations(tag: $tag, limit: 100) { nodes { ...conversationFields } }
        }
      }
      """
          + CONVERSATION_FIELDS;

  static final String CREATE_CONVERSATION =
      """
      mutation CreateConversation(
        $account: AccountReferenceInput!, $title: String!, $html: String!, $tags: [String]
      ) {
        createConversation(account: $account, title: $title, html: $html, tags: $tags) {
          ...conversationFields
        }
      }
      """
          + CONVERSATION_FIELDS;

  static final String EDIT_CONVERSATION =
      """
      mutation EditConversation($id: String!, $title: String!) {
        editConversation(id: $id, title: $title) { ...conversationFields }
      }
      """
          + CONVERSATION_FIELDS;

  static final String CREATE_COMMENT =
      """
      mutation CreateComment($comment: CommentCreateInput!) {
        createComment(comment: $comment) { id createdAt html reactions }
      }
      """;

  static final String EXPENSE =
      """
      query Expense($expense: ExpenseReferenceInput!) {
        expense(expense: $expense) { ...expenseFields }
      }
      """
          + EXPENSE_FIELDS;

  static final String PROCESS_EXPENSE =
      """
      mutation ProcessExpense($expense: ExpenseReferenceInput!, $action: ExpenseProcessAction!) {
        processExpense(expense: $expense, action: $action) { ...expenseFields }
      }
      """
          + EXPENSE_FIELDS;

  static final String WEBHOOKS =
      """
      query Webhooks($slug: String!, $limit: Int!, $offset: Int!) {
        collective(slug: $slug, throwIfMissing: false) {
          webhooks(limit: $limit, offset: $offset) { nodes { id webhookUrl } }
        }
      }
      """;

  static final String CREATE_WEBHOOK =
      """
      mutation CreateWebhook($webhook: WebhookCreateInput!) {
        createWebhook(webhook: $webhook) { id }
      }
      """;

  static final String DELETE_WEBHOOK =
      """
      mutation DeleteWebhook($webhook: WebhookReferenceInput!) {
        deleteWebhook(webhook: $webhook) { id }
      }
      """;

  private Queries() {}
}
