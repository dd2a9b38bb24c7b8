package org.metagov.gateway.spi;

/**
 * A plugin that people let in to its platform, or sign in by, with OAuth 2 (RFC 6749): {@code GET
 * /auth/<plugin>/authorize} sends them to the platform, and {@code /callback} takes them back. The
 * gateway owns what keeps that safe: the state, which belongs to one browser and is good once; PKCE
 * (RFC 7636); and where people are sent in the end. The plugin says where its platform asks, and
 * what a code is worth there.
 *
 * @param <C> the config
 */
public interface OAuthPlugin<C extends Record> extends Plugin<C> {
  /**
   * Returns the page where the platform asks somebody. The gateway adds {@code response_type},
   * {@code redirect_uri}, {@code state}, {@code code_challenge} and {@code code_challenge_method}.
   * Nothing is called here, as anybody can ask for it.
   *
   * @throws InvalidParameterException where the server is not set up for it: 400
   */
  ConsentPage consent(PluginServer server, ConsentRequest request);

  /**
   * Gives a code for what an installation is worth: the config of the community, and its
   * credentials. The gateway enables the plugin with them. It is called once for a code, which the
   * platform takes once; what it does there has to be harmless where the enabling then fails.
   *
   * @throws AuthorizationException where the driver is to be told a code of the plugin's own
   * @throws PlatformException where the platform fails: {@code server_error} to the driver
   */
  Installation<C> install(PluginServer server, AuthorizationGrant grant);

  /**
   * Returns whether the platform has shut {@code holder} out, though nobody has told the gateway:
   * its community has what it is called there in name only. It is asked where somebody lets the
   * plugin in for another community; if so, it is disabled as by {@link Received#disable}, and
   * keeps nobody out any more. That the app is let in just now is no sign that it always was.
   *
   * @throws PlatformException where that cannot be seen now: {@code server_error} to the driver
   */
  default boolean isShutOut(PluginInstance<C> holder) {
    return false;
  }

  /**
   * What {@link #install} has brought was not taken, as another community has the same on the
   * platform already: what the consent to it has changed there is to be taken back, if that serves
   * nobody else. What fails here changes nothing for whoever was refused.
   *
   * @param platformId what it is called on the platform
   */
  default void refused(PluginServer server, String platformId) {}

  /**
   * Gives a code for who has signed in. Nothing is kept of it.
   *
   * @throws AuthorizationException where the driver is to be told a code of the plugin's own
   * @throws PlatformException where the platform fails: {@code server_error} to the driver
   */
  default SignIn signIn(PluginServer server, AuthorizationGrant grant) {
    throw new AuthorizationException("unsupported_type", "Nobody can sign in by this plugin");
  }
}
