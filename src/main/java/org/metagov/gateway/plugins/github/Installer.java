package org.metagov.gateway.plugins.github;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.SignIn;

/**
 * Somebody who comes back from GitHub (docs.github.com, "Generating a user access token for a
 * GitHub App"). The {@code installation_id} of the address is anybody's to write ("About the setup
 * URL"), so their own token has to show that it is theirs. That GitHub lists an installation to
 * them is not enough: it lists those of every organization in which they may read a repository. Its
 * account is they themselves, or they administer all that it reaches.
 */
final class Installer {
  private static final String INSTALLATION = "installation_id";
  private static final int MOST_PAGES = 10;
  private static final int MOST_SEEN = MOST_PAGES * 100;

  private final PluginServer server;
  private final Credential token;

  private Installer(PluginServer server, Credential token) {
    this.server = server;
    this.token = token;
  }

  static Installation<GitHub.Config> install(PluginServer server, AuthorizationGrant grant) {
    String id = grant.parameter(INSTALLATION).orElse("");
    if (id.isEmpty()) {
      throw new AuthorizationException(
          "github_installation_requested",
          "An owner of the organization has to approve the installation first");
    }
    if (!Account.isId(id)) {
      throw notTheirs();
    }
    // Its page knows no challenge, and not which address we would like to be called back at.
    Installer person = new Installer(server, exchanged(server, grant, Map.of()));
    JsonPart user = person.get("/user");
    JsonPart installation = person.require(id);
    Credential first = Account.mint(server, id);
    JsonPart account = installation.part("account");
    if (account.number("id") != user.number("id") && !person.administersAll(id, first)) {
      throw new AuthorizationException(
          "github_installer_is_not_admin",
          "Only who administers all repositories of an installation can install the app for a"
              + " community");
    }
    return new Installation<>(
        new GitHub.Config(Optional.of(account.text("login")), id),
        Map.of(Account.credential(id), first),
        Map.of("user_id", user.integer("id").toString(), "user_name", user.text("login")));
  }

  static SignIn signIn(PluginServer server, AuthorizationGrant grant) {
    Map<String, String> proof =
        Map.of("redirect_uri", grant.redirectUri(), "code_verifier", grant.codeVerifier());
    Installer person = new Installer(server, exchanged(server, grant, proof));
    JsonPart user = person.get("/user");
    Set<String> installations =
        person.pages("/user/installations", "installations").stream()
            .map(installation -> installation.integer("id").toString())
            .collect(Collectors.toSet());
    return new SignIn(
        user.integer("id").toString(),
        // Who only takes part in what is open to all sees none, and is somebody all the same.
        Optional.of(installations).filter(some -> !some.isEmpty()),
        Map.of("user_name", user.text("login")));
  }

  /** Gives the code for a token, which is forgotten in the end. */
  private static Credential exchanged(
      PluginServer server, AuthorizationGrant grant, Map<String, String> more) {
    GitHub.Settings settings = server.settings(GitHub.Settings.class);
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("client_id", List.of(settings.clientId()));
    form.put("client_secret", List.of(settings.clientSecret()));
    form.put("code", List.of(grant.code()));
    more.forEach((name, value) -> form.put(name, List.of(value)));
    JsonPart answer =
        Call.part(
            server
                .http()
                .post(Server.web(server, "/login/oauth/access_token"))
                .header("Accept", "application/json")
                .form(form)
                .send());
    if (!answer.isText("access_token")) {
      throw PlatformException.gone(
          "GitHub refuses the code: " + answer.findText("error").orElse("no error is named"));
    }
    return new Credential(answer.text("access_token"));
  }

  private JsonPart require(String id) {
    return pages("/user/installations", "installations").stream()
        .filter(installation -> installation.integer("id").toString().equals(id))
        .findFirst()
        .orElseThrow(Installer::notTheirs);
  }

  private static AuthorizationException notTheirs() {
    return new AuthorizationException(
        "github_wrong_installation", "The installation is not one of whoever came back");
  }

  /** Returns whether there is no repository that they do not administer. */
  private boolean administersAll(String id, Credential installation) {
    List<JsonPart> seen = pages("/user/installations/" + id + "/repositories", "repositories");
    long reached =
        part(Call.get("/installation/repositories?per_page=1"), installation).number("total_count");
    return reached > 0
        && seen.size() >= Math.min(reached, MOST_SEEN)
        && seen.stream()
            .allMatch(
                repository ->
                    repository.isObject("permissions")
                        && repository.part("permissions").isTrue("admin"));
  }

  private List<JsonPart> pages(String path, String list) {
    String api = Server.api(server);
    return Pages.first(MOST_PAGES)
        .byLink(
            api + path + "?" + Api.PER_PAGE,
            url -> send(Call.get(Api.path(api, url)), token),
            answer -> Call.part(answer).objects(list))
        .toList();
  }

  private JsonPart get(String path) {
    return part(Call.get(path), token);
  }

  private JsonPart part(Call call, Credential by) {
    return Call.part(send(call, by));
  }

  private PlatformResponse send(Call call, Credential by) {
    return call.taken(call.send(server, by));
  }
}
