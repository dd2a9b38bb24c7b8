package org.metagov.gateway.plugins.discord;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.metagov.gateway.spi.Credential;
import org.metagov.gateway.spi.NumericId;
import org.metagov.gateway.spi.Signatures;

/**
 * How long the bot has been in a guild without a break. By HTTP Discord tells nobody that a bot was
 * taken out; whoever lets it in again, perhaps for another community, begins another stay.
 *
 * @param since when it began, as Discord tells it
 */
record Stay(NumericId guild, String since) {
  /** Returns the stay that goes on; empty where the bot is not in {@code guild}. */
  static Optional<Stay> now(DiscordApi api, NumericId guild) {
    return api.member(guild.digits())
        .map(bot -> bot.findTime("joined_at").map(Instant::toString).orElse(""))
        .map(since -> new Stay(guild, since));
  }

  /**
   * Returns what is kept of it. It is no secret: that it is there is what counts, and only an
   * installation puts it there.
   */
  Credential seal() {
    return new Credential(digest(guild) + "/" + since);
  }

  /** Returns whether {@code kept} is of this stay; earlier versions kept no more than the guild. */
  boolean isOf(Credential kept) {
    return kept.equals(seal()) || kept.token().equals(digest(guild));
  }

  /** Returns whether {@code kept} is of a stay in {@code guild}, whenever that was. */
  static boolean isIn(NumericId guild, Credential kept) {
    return kept.token().split("/", 2)[0].equals(digest(guild));
  }

  private static String digest(NumericId guild) {
    return HexFormat.of()
        .formatHex(
            Signatures.hmacSha256("discord", guild.digits().getBytes(StandardCharsets.US_ASCII)));
  }
}
