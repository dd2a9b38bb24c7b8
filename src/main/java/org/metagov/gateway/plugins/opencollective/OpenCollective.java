package org.metagov.gateway.plugins.opencollective;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Emits;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.OwnWebhook;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.Plugin;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.Unsigned;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * A collective on Open Collective, by its GraphQL API, version 2. Webhooks are not signed: they are
 * a hint to ask the API.
 */
@MetagovPlugin(value = "opencollective", auth = AuthType.API_KEY)
@Emits("expense_created")
@Emits("expense_updated")
@Emits("expense_deleted")
@Emits("expense_approved")
@Emits("expense_unapproved")
@Emits("expense_reApprovalRequested")
@Emits("expense_rejected")
@Emits("expense_invite.declined")
@Emits("expense_scheduledForPayment")
@Emits("expense_processing")
@Emits("expense_error")
@Emits("expense_paid")
@Emits("expense_unpaid")
@Emits("expense_spam")
public class OpenCollective implements Plugin<OpenCollective.Config> {
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 40;

  /** By {@code server/models/Collective.ts} of the platform, which writes small letters. */
  private static final Pattern SLUG = Pattern.compile("\\w[\\w-]{0,254}");

  /** Which collective, and one of three tokens. */
  @Closed
  public record Config(
      @Doc("Open Collective slug") @PlatformId String collectiveSlug,
      @Doc("Personal token of an account that may do what drivers ask for") @Secret
          Optional<String> personalToken,
      @Doc("Access token for Open Collective account, by OAuth") @Secret
          Optional<String> accessToken,
      @Doc("Older name of personal_token") @Secret Optional<String> apiKey,
      @Doc("Address of the website, where it is not https://opencollective.com")
          Optional<URI> serverUrl,
      @Doc("Last part of the URL that webhooks come to") Optional<String> webhookSlug,
      @Doc(
              "Whether the gateway enters its webhook in the collective's settings itself; true if absent")
          Optional<Boolean> registerWebhook) {
    /** Refuses a config without a token, or with several. */
    public Config {
      personalToken = personalToken.filter(token -> !token.isBlank());
      accessToken = accessToken.filter(token -> !token.isBlank());
      apiKey = apiKey.filter(token -> !token.isBlank());
      if (Stream.of(personalToken, accessToken, apiKey).filter(Optional::isPresent).count() != 1) {
        throw new IllegalArgumentException(
            "one of personal_token, access_token and api_key is needed, and no more than one");
      }
    }

    String token() {
      return personalToken.or(() -> accessToken).or(() -> apiKey).orElseThrow();
    }

    String header() {
      return accessToken.isPresent()
          ? "Authorization"
          : personalToken.isPresent() ? "Personal-Token" : "Api-Key";
    }

    String headerValue() {
      return accessToken.map(token -> "Bearer " + token).orElseGet(this::token);
    }
  }

  /** What is to be talked about. */
  @Closed
  public record NewConversation(
      @Doc("HTML") String raw,
      @Doc("3 to 255 characters") String title,
      Optional<List<String>> tags) {}

  /** A comment, and what on: one of the two. */
  @Closed
  public record NewComment(
      @Doc("HTML") String raw, Optional<String> conversationId, Optional<String> expenseId) {}

  /** What is to be done with an expense. */
  @Closed
  public record Decision(String expenseId, @Doc("APPROVE, UNAPPROVE, or REJECT") String action) {}

  @Override
  public void initialized(PluginInstance<Config> instance) {
    verify(instance);
    webhook(instance).register(instance, instance.config().registerWebhook().orElse(true));
  }

  private static void verify(PluginInstance<Config> instance) {
    Api api = new Api(instance);
    if (!SLUG.matcher(api.slug()).matches()) {
      throw new InvalidParameterException(
          "collective_slug is the last part of the collective's URL: letters, digits, _ and -");
    }
    JsonObject variables = Json.createObjectBuilder().add("slug", api.slug()).build();
    JsonPart data =
        api.with(Failures.REFUSALS.caller(Failures.UNAUTHORIZED, Failures.FORBIDDEN))
            .data(Queries.ENABLING, variables, "collective");
    if (data.findPart("me").isEmpty()) {
      throw new InvalidParameterException("Open Collective does not know the token");
    }
    if (data.findPart("collective").isEmpty()) {
      throw new InvalidParameterException("Collective '" + api.slug() + "' not found.");
    }
  }

  @Override
  public void reconfigured(PluginInstance<Config> instance, PluginInstance<Config> before) {
    boolean elsewhere =
        !new Api(instance).slug().equals(new Api(before).slug())
            || !instance.serverUrl().equals(before.serverUrl());
    if (elsewhere) {
      webhook(before).leave(before);
    }
    initialized(instance);
  }

  @Override
  public void disabled(PluginInstance<Config> instance) {
    webhook(instance).unregister(instance);
  }

  private static OwnWebhook webhook(PluginInstance<Config> instance) {
    return new OwnWebhook(new Subscriptions(new Api(instance)));
  }

  @Override
  public String probe(PluginInstance<Config> instance) {
    verify(instance);
    return "Open Collective knows the token, and the collective "
        + instance.config().collectiveSlug();
  }

  /** Returns the accounts of all members: {@code {"accounts": [...]}}, each of them once. */
  @Action(value = "list-members", description = "list members of the collective")
  public JsonObject listMembers(PluginInstance<Config> instance) {
    Api api = new Api(instance);
    Map<String, JsonObject> accounts = new LinkedHashMap<>();
    Pages.all(MOST_PAGES, "the members of the collective")
        .byOffset(PAGE, offset -> members(api, offset))
        .flatMap(member -> member.findPart("account").stream())
        .forEach(account -> accounts.putIfAbsent(account.text("id"), account.object()));
    JsonArrayBuilder all = Json.createArrayBuilder();
    accounts.values().forEach(all::add);
    return Json.createObjectBuilder().add("accounts", all).build();
  }

  private static List<JsonPart> members(Api api, int offset) {
    JsonObject variables =
        Json.createObjectBuilder()
            .add("slug", api.slug())
            .add("limit", PAGE)
            .add("offset", offset)
            .build();
    return api.ask(Queries.MEMBERS, variables, "collective").part("members").items("nodes");
  }

  /** Starts a conversation, and returns it as the platform has it, with its {@code url}. */
  @Action(
      value = "create-conversation",
      description = "Start a new conversation on Open Collective")
  public JsonObject createConversation(PluginInstance<Config> instance, NewConversation wanted) {
    Conversations conversations = new Conversations(new Api(instance));
    JsonPart created =
        conversations.create(wanted.title(), wanted.raw(), wanted.tags().orElse(List.of()));
    return Json.createObjectBuilder(created.object())
        .add("url", conversations.url(created))
        .build();
  }

  /** Comments, and returns the comment as the platform has it. */
  @Action(
      value = "create-comment",
      description = "Add a comment to a conversation or expense on Open Collective")
  public JsonObject createComment(PluginInstance<Config> instance, NewComment comment) {
    if (comment.conversationId().isPresent() == comment.expenseId().isPresent()) {
      throw new InvalidParameterException("Either a conversation_id or an expense_id is required");
    }
    String on = comment.conversationId().isPresent() ? "conversation" : "expense";
    String id = comment.conversationId().or(comment::expenseId).orElseThrow();
    return new Conversations(new Api(instance).forCaller()).comment(on, id, comment.raw()).object();
  }

  /** Decides on an expense, and returns it as the platform has it, with its {@code url}. */
  @Action(value = "process-expense", description = "Approve, unapprove, or reject expense")
  public JsonObject processExpense(PluginInstance<Config> instance, Decision decision) {
    Expenses expenses = new Expenses(new Api(instance));
    return expenses.told(expenses.process(decision.expenseId(), decision.action()));
  }

  /** Asks the community in a conversation. */
  @Process(value = "vote", description = "Vote by reactions to a conversation on Open Collective")
  public GovernanceProcess<Config, Vote.Question, Vote.Asked> vote() {
    return new Vote();
  }

  /**
   * Takes what may be a webhook of the platform. It is not signed, and so is its id: whoever sends
   * another body under the id of a genuine one would keep that out.
   */
  @Override
  @Unsigned
  public Gate admit(PluginInstance<Config> instance, WebhookRequest request) {
    return ExpenseHint.of(request.json())
        .<Gate>map(hint -> Gate.accept(request.bodyDigest()).lane(hint.lane()))
        .orElse(new Gate.Answer(Reply.OK));
  }

  @Override
  public Received receive(PluginInstance<Config> instance, WebhookRequest request) {
    ExpenseNews news = new ExpenseNews(new Expenses(new Api(instance)));
    return ExpenseHint.of(request.json()).map(news::of).orElseGet(Received::nothing);
  }
}
