package org.metagov.gateway.plugins.github;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Jwt;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;

/**
 * The account that has installed the app, as the app itself sees it (docs.github.com,
 * "Authenticating as a GitHub App").
 *
 * <p>The app's key opens every installation, whoever's it is. So a community gets tokens of the one
 * that it names only where somebody has shown that it is theirs: whoever has installed it, by
 * {@link Installer}, which leaves the first token behind; or the operator, by {@code
 * metagov.plugin.github.installations}.
 */
final class Account {
  private static final String OWNER = "owner";
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  /** Against clocks that differ ("Generating a JSON Web Token (JWT) for a GitHub App"). */
  private static final Duration DRIFT = Duration.ofSeconds(60);

  /** GitHub takes ten minutes at most. */
  private static final Duration LIFE = Duration.ofMinutes(9);

  private final PluginInstance<GitHub.Config> github;

  private Account(PluginInstance<GitHub.Config> github) {
    this.github = github;
  }

  static Account of(PluginInstance<GitHub.Config> github) {
    return new Account(github);
  }

  /** Returns the name of the credential that opens the installation {@code id}, and no other. */
  static String credential(String id) {
    return "installation-" + id;
  }

  /** Returns a token of the installation. */
  Credential token() {
    String id = id();
    return github.credential(credential(id), before -> renewed(id, before));
  }

  /** GitHub takes {@code token} no more. */
  void refused(Credential token) {
    github.refused(credential(id()), token);
  }

  /** It stands in paths, and in the name of a credential. */
  private String id() {
    String id = github.config().installationId();
    if (!isId(id)) {
      throw new InvalidParameterException("installation_id is a number");
    }
    return id;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  private Credential renewed(String id, Optional<Credential> before) {
    GitHub.Settings settings = github.settings(GitHub.Settings.class);
    if (before.isEmpty() && !settings.installations().contains(github.community() + ":" + id)) {
      throw new InvalidParameterException(
          "Nobody has shown that the installation "
              + id
              + " belongs to this community: install the app by /auth/github/authorize, or set"
              + " metagov.plugin.github.installations");
    }
    try {
      return mint(github, id);
    } catch (RefusedException e) {
      // Uninstalled: whatever it was asked for.
      throw e.gone();
    }
  }

  /** Asks for a new token of the installation {@code id} of whoever it is. */
  static Credential mint(PluginServer server, String id) {
    JsonPart answer =
        asApp(
            server,
            Call.post("/app/installations/" + id + "/access_tokens", JsonObject.EMPTY_JSON_OBJECT));
    return new Credential(answer.text("token"), Optional.empty(), answer.findTime("expires_at"));
  }

  /** Makes a call as the app itself. */
  static JsonPart asApp(PluginServer server, Call call) {
    GitHub.Settings settings = server.settings(GitHub.Settings.class);
    Instant now = server.now();
    String jwt =
        Jwt.rs256(
            Json.createObjectBuilder()
                .add("iat", now.minus(DRIFT).getEpochSecond())
                .add("exp", now.plus(LIFE).getEpochSecond())
                .add("iss", settings.appId())
                .build(),
            settings.privateKey());
    Credential own = new Credential(jwt);
    // GitHub counts them by the app, though each call has a token of its own.
    PlatformResponse answer = call.send(server, server.http("app " + settings.appId(), own), own);
    return Call.part(call.taken(answer));
  }

  /** Returns what GitHub knows of the installation. */
  JsonPart installation() {
    // Not a word about installations that are somebody else's.
    token();
    return asApp(github, Call.get("/app/installations/" + id()));
  }

  /**
   * Returns what GitHub knows of the installation, which has to be as the config has it.
   *
   * @throws InvalidParameterException where it is not
   */
  JsonPart requireAsConfigured() {
    JsonPart installation = installation();
    if (installation.has("suspended_at")) {
      throw new InvalidParameterException("The installation is suspended on GitHub");
    }
    String login = installation.part("account").text("login");
    Optional<String> wanted = github.config().owner();
    if (wanted.isPresent() && !wanted.get().equalsIgnoreCase(login)) {
      throw new InvalidParameterException("The installation is that of " + login);
    }
    renamed(login);
    return installation;
  }

  /** Returns whether the installation is gone; one that is suspended is there. */
  boolean isGone() {
    try {
      asApp(github, Call.get("/app/installations/" + id()));
      return false;
    } catch (RefusedException e) {
      return e.failure().isGone();
    }
  }

  /** It may have another name since. */
  void requireRenamed() {
    try {
      renamed(installation().part("account").text("login"));
    } catch (RefusedException e) {
      throw e.failure();
    }
  }

  /** Returns what the account is called. */
  String owner() {
    return github
        .state()
        .get(OWNER, String.class)
        .orElseGet(() -> renamed(installation().part("account").text("login")));
  }

  /** It is called {@code login} from now on. */
  String renamed(String login) {
    return github.state().update(OWNER, String.class, before -> login);
  }
}
