package org.metagov.gateway.plugins.slack;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.Signatures;

/**
 * Somebody in a workspace, whom a driver acts for. Drivers are told a {@link #token} that stands
 * for what Slack has given: that itself passes through no browser, and nobody but the gateway has
 * it. Who has not been told it cannot make it up, not even of a person whose id they know.
 *
 * @param team the workspace
 * @param id the user there
 */
record Person(String team, String id) {
  private static final String MARK = "metagov-user-";
  private static final Pattern TOKEN = Pattern.compile(MARK + "([A-Z0-9]{2,40})-([0-9a-f]{64})");

  /** Returns what a driver is told, and gives back as {@code token} where it acts for them. */
  String token(Slack.Settings settings) {
    return MARK + id + "-" + HexFormat.of().formatHex(mac(settings));
  }

  /**
   * Returns whom {@code token} stands for in {@code team}; empty where it is one of Slack's.
   *
   * @throws InvalidParameterException where it was not told by this gateway, or of another team
   */
  static Optional<Person> of(Slack.Settings settings, String team, String token) {
    if (!token.startsWith(MARK)) {
      return Optional.empty();
    }
    Matcher parts = TOKEN.matcher(token);
    if (parts.matches()) {
      Person person = new Person(team, parts.group(1));
      if (Signatures.isHex(parts.group(2), person.mac(settings))) {
        return Optional.of(person);
      }
    }
    throw new InvalidParameterException("The token is none that was told of somebody here");
  }

  private byte[] mac(Slack.Settings settings) {
    return Signatures.hmacSha256(
        settings.clientSecret(), (MARK + team + "/" + id).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns what the credential is called by which the gateway acts for them. */
  String credential() {
    return "user-" + id.toLowerCase(Locale.ROOT);
  }
}
