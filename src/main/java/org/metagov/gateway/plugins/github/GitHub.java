package org.metagov.gateway.plugins.github;

import jakarta.json.JsonObject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.Closed;
import org.metagov.gateway.spi.ConsentPage;
import org.metagov.gateway.spi.ConsentRequest;
import org.metagov.gateway.spi.ConsentRequest.Purpose;
import org.metagov.gateway.spi.Default;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.Gate;
import org.metagov.gateway.spi.GovernanceProcess;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Jwt;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.OAuthPlugin;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.Process;
import org.metagov.gateway.spi.Received;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.SignIn;
import org.metagov.gateway.spi.WebhookRequest;

/** An account on GitHub, of a person or an organization, that has installed the gateway's app. */
@MetagovPlugin(value = "github", auth = AuthType.OAUTH, settings = GitHub.Settings.class)
public class GitHub implements OAuthPlugin<GitHub.Config> {
  /** What an operator has registered with GitHub: an app. */
  public record Settings(
      @Doc("The App ID") @NotBlank String appId,
      @Doc("How the app is called in addresses: https://github.com/apps/<slug>")
          @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9-]*")
          String appSlug,
      @Doc("The app's private key, in PEM; its lines may be joined by \\n") @Secret @NotBlank
          String privateKey,
      @Doc("The app's Client ID") @NotBlank String clientId,
      @Doc("A Client secret of the app") @Secret @NotBlank String clientSecret,
      @Doc("The app's Webhook secret") @Secret @NotBlank String webhookSecret,
      @Doc("Which community may name which installation in its config: <community>:<id>")
          @Default("[]")
          List<String> installations,
      @Doc("The address of the API, where it is not server-url with /api/v3 behind it")
          Optional<URI> apiUrl) {
    /** Refuses what cannot sign at the start, not when somebody waits for it. */
    public Settings {
      privateKey = privateKey.replace("\\n", "\n");
      installations = List.copyOf(installations);
      try {
        Jwt.rs256(JsonObject.EMPTY_JSON_OBJECT, privateKey);
      } catch (InvalidParameterException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }

    /** Returns the name of the account by which the app itself acts. */
    String bot() {
      return appSlug + "[bot]";
    }
  }

  /** Which account. */
  @Closed
  public record Config(
      @Doc("Name of user or organization that has installed the app.") Optional<String> owner,
      @Doc("Installation_ID can be gotten from github after manually installing app.") @PlatformId
          String installationId) {}

  @Override
  public ConsentPage consent(PluginServer server, ConsentRequest request) {
    Settings settings = server.settings(Settings.class);
    return request.purpose() == Purpose.INSTALL
        ? new ConsentPage(Server.app(server, settings.appSlug() + "/installations/new"), Map.of())
        : new ConsentPage(
            Server.web(server, "/login/oauth/authorize"), Map.of("client_id", settings.clientId()));
  }

  @Override
  public Installation<Config> install(PluginServer server, AuthorizationGrant grant) {
    return Installer.install(server, grant);
  }

  @Override
  public SignIn signIn(PluginServer server, AuthorizationGrant grant) {
    return Installer.signIn(server, grant);
  }

  /** Asks GitHub whether the installation is there, and is that of the owner. */
  @Override
  public void initialized(PluginInstance<Config> github) {
    Account.of(github).requireAsConfigured();
  }

  @Override
  public void reconfigured(PluginInstance<Config> github, Config before) {
    initialized(github);
  }

  @Override
  public String probe(PluginInstance<Config> github) {
    JsonPart installation = Account.of(github).requireAsConfigured();
    return installation.part("account").text("login")
        + ", "
        + installation.text("repository_selection")
        + " repositories";
  }

  /** What is to be opened. */
  public record NewIssue(String repoName, String title, String body) {}

  /** Opens an issue. */
  @Action(
      value = "create-issue",
      description = "creates issue in a repository",
      responseSchema = "object.json")
  public JsonObject createIssue(PluginInstance<Config> github, NewIssue issue) {
    return Issue.create(new Api(github), issue.repoName(), issue.title(), issue.body()).object();
  }

  /** Tells what GitHub knows of the installation. */
  @Action(
      value = "get-installation",
      description = "get information about this github installation",
      responseSchema = "object.json")
  public JsonObject getInstallation(PluginInstance<Config> github) {
    return Account.of(github).installation().object();
  }

  /** Performs any method of the REST API. */
  @Action(
      value = "method",
      description = "Perform any Github method (provided sufficient scopes)",
      parametersSchema = "method.json",
      responseSchema = "object.json")
  public JsonObject method(PluginInstance<Config> github, JsonObject parameters) {
    return Method.of(parameters).perform(github);
  }

  /** A vote by reactions. */
  @Process(
      value = "issue-react-vote",
      description = "Vote by thumbs up and thumbs down below an issue")
  public GovernanceProcess<Config, ReactVote.Question, IssueVote.Vote> issueReactVote() {
    return new ReactVote();
  }

  /** A vote by comments. */
  @Process(value = "issue-comment-vote", description = "Vote by comments below an issue")
  public GovernanceProcess<Config, CommentVote.Question, IssueVote.Vote> issueCommentVote() {
    return new CommentVote();
  }

  @Override
  public Gate admitAll(PluginServer server, WebhookRequest request) {
    return Hook.admit(server.settings(Settings.class).webhookSecret(), request);
  }

  @Override
  public Received receive(PluginInstance<Config> github, WebhookRequest request) {
    return Hook.received(github, request);
  }
}
