package org.example.plugins.guild;

import jakarta.validation.constraints.NotBlank;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.metagov.gateway.spi.Action;
import org.metagov.gateway.spi.AuthType;
import org.metagov.gateway.spi.AuthorizationException;
import org.metagov.gateway.spi.AuthorizationGrant;
import org.metagov.gateway.spi.ConsentPage;
import org.metagov.gateway.spi.ConsentRequest;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.FormPart;
import org.metagov.gateway.spi.Installation;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.MetagovPlugin;
import org.metagov.gateway.spi.OAuthPlugin;
import org.metagov.gateway.spi.PlatformException;
import org.metagov.gateway.spi.PlatformId;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;
import org.metagov.gateway.spi.PluginServer;
import org.metagov.gateway.spi.Secret;
import org.metagov.gateway.spi.SignIn;

/** A guild hall: its masters let the gateway in, and its members sign in. */
@MetagovPlugin(value = "guild", auth = AuthType.OAUTH, settings = Guild.Settings.class)
public class Guild implements OAuthPlugin<Guild.Config> {
  private static final String HALL = "hall";
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;

  /**
   * Where each guild is: one that is refused is only called by its name. In a test each is at an
   * address of its own; a plugin whose platform has one address keeps nothing in a field.
   */
  private final Map<String, String> halls = new ConcurrentHashMap<>();

  /** What the operator has registered with the guilds. */
  public record Settings(
      @Doc("What the gateway is known by") @NotBlank String clientId,
      @Doc("What it proves it by") @Secret @NotBlank String clientSecret) {}

  /** Which guild. */
  public record Config(@PlatformId String guild, String name, String serverUrl) {}

  /** Somebody. */
  public record Me(String user, String guild) {}

  /** A banner for the hall. */
  public record Banner(@NotBlank String motto, @Doc("PNG, in Base64") @NotBlank String picture) {}

  /** Where a banner hangs. */
  public record Hung(String place) {}

  /** The guilds' page. */
  @Override
  public ConsentPage consent(PluginServer server, ConsentRequest request) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", server.settings(Settings.class).clientId());
    query.put("scope", request.purpose() == ConsentRequest.Purpose.INSTALL ? "hall" : "identity");
    request.platformId().ifPresent(guild -> query.put("guild", guild));
    return new ConsentPage("https://guild.example.org/oauth/authorize", query);
  }

  @Override
  public Installation<Config> install(PluginServer server, AuthorizationGrant grant) {
    String url = url(grant);
    Credential hall = token(server, url, code(grant));
    JsonPart me = me(server, url, hall);
    if (!me.truth("master")) {
      throw new AuthorizationException(
          "guild_installer_is_not_master", "Only a master can let the gateway in");
    }
    return new Installation<>(
        new Config(me.text("guild"), me.text("name"), url),
        Map.of(HALL, hall),
        Map.of("user_id", me.text("user")));
  }

  /** The first no may be about a token that has ended; the next one is had for a refresh token. */
  @Override
  public boolean isShutOut(PluginInstance<Config> holder) {
    boolean first = isRefused(holder);
    return first && isRefused(holder);
  }

  private boolean isRefused(PluginInstance<Config> holder) {
    try {
      whoami(holder);
      return false;
    } catch (PlatformException e) {
      if (e.isGone()) {
        return true;
      }
      throw e;
    }
  }

  /** Says farewell to the guild. */
  @Override
  public void refused(PluginServer server, String guild) {
    server.http().post(halls.get(guild) + "/api/farewells").send();
  }

  @Override
  public SignIn signIn(PluginServer server, AuthorizationGrant grant) {
    String url = url(grant);
    JsonPart me = me(server, url, token(server, url, code(grant)));
    return new SignIn(me.text("user"), me.text("guild"), Map.of("guild", me.text("guild")));
  }

  /** Hangs a banner in the hall. */
  @Action(value = "hang-banner", description = "Hangs a banner in the hall")
  public Hung hangBanner(PluginInstance<Config> instance, Banner banner) {
    PlatformResponse answer =
        instance
            .http()
            .post(instance.config().serverUrl() + "/api/banners")
            .multipart(
                List.of(
                    FormPart.field("motto", banner.motto()),
                    FormPart.file("picture", "banner.png", "image/png", picture(banner))))
            .send();
    return new Hung(JsonPart.of("the guild's answer", answer.jsonObject()).text("place"));
  }

  private static byte[] picture(Banner banner) {
    try {
      return Base64.getDecoder().decode(banner.picture());
    } catch (IllegalArgumentException e) {
      throw new InvalidParameterException("The picture is not in Base64");
    }
  }

  /** Says by whom the gateway was let in. */
  @Action(value = "whoami", description = "Says by whom the gateway was let in")
  public Me whoami(PluginInstance<Config> instance) {
    String url = instance.config().serverUrl();
    Credential hall =
        instance.credential(
            HALL,
            before -> {
              String refresh =
                  before
                      .flatMap(Credential::refreshToken)
                      .orElseThrow(() -> PlatformException.gone("The guild was never let in"));
              return token(
                  instance,
                  url,
                  Map.of(
                      "grant_type", List.of("refresh_token"), "refresh_token", List.of(refresh)));
            });
    try {
      JsonPart me = me(instance, url, hall);
      return new Me(me.text("user"), me.text("guild"));
    } catch (PlatformException e) {
      if (e.status() == UNAUTHORIZED) {
        instance.refused(HALL, hall);
      }
      throw e;
    }
  }

  /** These guilds each have a server of their own, which says so (RFC 9207). */
  private static String url(AuthorizationGrant grant) {
    return grant
        .parameter("iss")
        .orElseThrow(() -> new PlatformException("The guild does not say who it is"));
  }

  private static Map<String, List<String>> code(AuthorizationGrant grant) {
    return Map.of(
        "grant_type", List.of("authorization_code"),
        "code", List.of(grant.code()),
        "redirect_uri", List.of(grant.redirectUri()),
        "code_verifier", List.of(grant.codeVerifier()));
  }

  private static Credential token(PluginServer server, String url, Map<String, List<String>> wish) {
    Settings settings = server.settings(Settings.class);
    Map<String, List<String>> form = new LinkedHashMap<>(wish);
    form.put("client_id", List.of(settings.clientId()));
    form.put("client_secret", List.of(settings.clientSecret()));
    PlatformResponse response =
        server.http().post(url + "/oauth/token").form(form).accept(BAD_REQUEST).send();
    JsonPart answer = JsonPart.of("the guild's answer", response.jsonObject());
    if (response.status() == BAD_REQUEST) {
      throw PlatformException.gone("The guild says " + answer.text("error"));
    }
    return new Credential(
        answer.text("access_token"),
        answer.findText("refresh_token"),
        Optional.of(server.now().plusSeconds(answer.number("expires_in"))));
  }

  private JsonPart me(PluginServer server, String url, Credential credential) {
    JsonPart me =
        JsonPart.of(
            "the guild's answer",
            server
                .http(credential)
                .get(url + "/api/me")
                .header("Authorization", "Bearer " + credential.token())
                .send()
                .jsonObject());
    me.findText("guild").ifPresent(guild -> halls.put(guild, url));
    return me;
  }
}
