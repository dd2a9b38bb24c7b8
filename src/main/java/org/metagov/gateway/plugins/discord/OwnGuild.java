package org.metagov.gateway.plugins.discord;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.PluginInstance;

/**
 * The wall around a community's guild. One bot serves all communities, so that Discord lets it do
 * in each guild what any community asks for: that it is their own guild is seen to here.
 */
final class OwnGuild {
  private static final String CHANNELS = "channels";
  private static final int MOST = 500;

  private final PluginInstance<Discord.Config> discord;
  private final DiscordApi api;
  private final String guild;
  private final String application;

  /** Channels that were seen to be in the guild; none moves to another one. */
  public record Channels(List<String> ids) {
    Channels with(String id) {
      List<String> more = new ArrayList<>(ids);
      more.remove(id);
      more.add(id);
      return new Channels(more.subList(Math.max(0, more.size() - MOST), more.size()));
    }
  }

  OwnGuild(PluginInstance<Discord.Config> discord, DiscordApi api) {
    this.discord = discord;
    this.api = api;
    guild = discord.config().guildId().digits();
    application = discord.settings(Discord.Settings.class).clientId();
  }

  /** Returns its id. */
  String id() {
    return guild;
  }

  /**
   * Refuses what is not of the guild.
   *
   * @throws InvalidParameterException where it is another one's, or nobody's
   */
  void require(String method, Route route) {
    boolean own =
        switch (route.at(0)) {
          case "guilds" -> route.is(1, guild);
          case "channels" -> !route.is(2, "followers") && isOwn(route.at(1));
          case "applications" ->
              route.is(1, application) && route.is(2, "guilds") && route.is(3, guild);
          // Whoever has the token was given it.
          case "webhooks" -> !route.at(2).isEmpty();
          case "interactions" -> route.is(3, "callback");
          case "invites" -> method.equals("GET");
          case "users" -> method.equals("GET") && route.segments().size() == 2;
          default -> false;
        };
    if (!own) {
      throw new InvalidParameterException(
          "The route leads out of the guild of the community: " + method + " " + route.shape());
    }
  }

  /** Refuses a message that answers or repeats one of another guild. */
  void require(JsonObject message) {
    if (message.get("message_reference") instanceof JsonObject reference
        && reference.containsKey("channel_id")) {
      requireChannel(Discord.text(reference.get("channel_id")));
    }
  }

  /** Refuses a channel that is not in the guild. */
  void requireChannel(String channel) {
    if (!isOwn(channel)) {
      throw new InvalidParameterException("The channel is not in the guild of the community");
    }
  }

  private static String channel(String text) {
    try {
      return new NumericId(text).digits();
    } catch (IllegalArgumentException e) {
      throw new InvalidParameterException("The channel " + e.getMessage());
    }
  }

  private boolean isOwn(String text) {
    String channel = channel(text);
    boolean known =
        discord
            .state()
            .get(CHANNELS, Channels.class)
            .map(Channels::ids)
            .filter(ids -> ids.contains(channel))
            .isPresent();
    if (known) {
      return true;
    }
    boolean own = api.get(Route.of("channels", channel)).isText("guild_id", guild);
    if (own) {
      discord
          .state()
          .update(
              CHANNELS,
              Channels.class,
              before -> before.orElse(new Channels(List.of())).with(channel));
    }
    return own;
  }
}
