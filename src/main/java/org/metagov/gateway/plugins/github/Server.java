package org.metagov.gateway.plugins.github;

import org.metagov.gateway.spi.PluginServer;

/**
 * Where GitHub is: github.com, or a GitHub Enterprise Server, which has its API below {@code
 * /api/v3} (docs.github.com, "Getting started with the REST API").
 */
final class Server {
  private static final String WEB = "https://github.com";
  private static final String API = "https://api.github.com";

  private Server() {}

  /** Returns the address of a page. */
  static String web(PluginServer server, String path) {
    return server.serverUrl().map(Object::toString).orElse(WEB) + path;
  }

  /** Returns the address of a page of an app; a server of one's own has apps elsewhere. */
  static String app(PluginServer server, String path) {
    return web(server, (server.serverUrl().isPresent() ? "/github-apps/" : "/apps/") + path);
  }

  /** Returns the address of the API, without a slash at its end. */
  static String api(PluginServer server) {
    return server
        .settings(GitHub.Settings.class)
        .apiUrl()
        .map(Object::toString)
        .or(() -> server.serverUrl().map(url -> url + "/api/v3"))
        .orElse(API)
        .replaceAll("/+$", "");
  }
}
