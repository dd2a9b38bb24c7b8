package org.metagov.gateway.plugins.github;

import java.util.List;
import java.util.stream.Stream;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.Pages;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/** The REST API as the installation of one community sees it. */
final class Api {
  /** As many as GitHub gives at once. */
  static final String PER_PAGE = "per_page=100";

  private static final int MOST_PAGES = 100;

  private final PluginInstance<GitHub.Config> github;
  private final Account account;

  Api(PluginInstance<GitHub.Config> github) {
    this.github = github;
    account = Account.of(github);
  }

  /** Returns what the account is called. */
  String owner() {
    return account.owner();
  }

  /** Returns the name of the app's own account. */
  String bot() {
    return github.settings(GitHub.Settings.class).bot();
  }

  /** Returns the address of the API. */
  String url() {
    return Server.api(github);
  }

  /** Makes a call; with a new token where GitHub takes the old one no more. */
  PlatformResponse send(Call call) {
    Credential token = account.token();
    PlatformResponse answer = call.send(github, token);
    if (Call.isUnauthorized(answer)) {
      // It has done nothing, so that this is no second time.
      account.refused(token);
      answer = call.send(github, account.token());
    }
    return call.taken(answer);
  }

  /** Makes a call that is answered by an object. */
  JsonPart call(Call call) {
    return Call.part(send(call));
  }

  /**
   * Returns the objects of all pages of a list ("Using pagination in the REST API").
   *
   * @param path below the API's address, without a query
   */
  List<JsonPart> all(String path) {
    return listed(Pages.all(MOST_PAGES, "what GitHub lists"), path + "?").toList();
  }

  /**
   * Returns the objects of a list, read as far as they are wanted.
   *
   * @param path ends in what a query goes on behind
   */
  Stream<JsonPart> listed(Pages pages, String path) {
    return pages.byLink(
        url() + path + PER_PAGE, url -> send(Call.get(path(url(), url))), Api::items);
  }

  /** Returns where {@code url} is in the API at {@code api}, whose token is for nothing else. */
  static String path(String api, String url) {
    if (!url.startsWith(api + "/")) {
      throw new PlatformException("GitHub's next page is not in its API");
    }
    return url.substring(api.length());
  }

  private static List<JsonPart> items(PlatformResponse answer) {
    return JsonPart.of(Call.ANSWER, answer.json()).objects();
  }
}
