package org.metagov.gateway.plugins.loomio;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.PluginInstance;

/**
 * Tries a user's key. Loomio takes it as a bearer token since 3.1.3; earlier servers read it from
 * the parameters only ({@code Api::B2::AuthenticatesApiKey}, {@code Api::B2::BaseController}), also
 * of a GET, so it goes into a URL only where nothing else works. That is remembered until the
 * plugin is enabled or re-configured again.
 */
final class SignIn {
  private static final String AS_PARAMETER = "key_as_parameter";

  private final PluginInstance<Loomio.Config> loomio;

  SignIn(PluginInstance<Loomio.Config> loomio) {
    this.loomio = loomio;
  }

  /** Returns whether the key is a parameter for the server of {@code loomio}. */
  static boolean isParameter(PluginInstance<Loomio.Config> loomio) {
    return loomio.state().get(AS_PARAMETER, Boolean.class).orElse(false);
  }

  /**
   * Finds out how Loomio takes the key, and whether its user is in the groups of the config.
   *
   * @throws InvalidParameterException where that is not so
   */
  void verify() {
    List<Long> groups = groups();
    loomio.state().remove(AS_PARAMETER);
    PlatformResponse asToken = look(groups);
    if (asToken.status() == Server.FORBIDDEN && Server.isLoomios(asToken)) {
      loomio.state().update(AS_PARAMETER, Boolean.class, before -> true);
      if (look(groups).status() / 100 == 2) {
        return;
      }
      loomio.state().remove(AS_PARAMETER);
    }
    if (asToken.status() / 100 != 2) {
      throw refusal(asToken);
    }
  }

  private List<Long> groups() {
    Loomio.Config config = loomio.config();
    List<Long> groups =
        Stream.concat(config.groupId().stream(), config.subgroups().values().stream())
            .distinct()
            .toList();
    if (groups.stream().anyMatch(id -> id < 1)) {
      throw new InvalidParameterException("group_id and subgroups are numbers of groups, from 1");
    }
    return groups;
  }

  /**
   * Asks for the groups of the key's user; where Loomio does not list them (before 3.1), for what
   * is in them: each of the questions that an older version knows.
   */
  private PlatformResponse look(List<Long> groups) {
    PlatformResponse answer = get("/groups");
    if (answer.status() / 100 == 2) {
      requireMember(groups, Server.part(answer));
      return answer;
    }
    for (long group : groups) {
      if (answer.status() != Server.NOT_FOUND && answer.status() / 100 != 2) {
        return answer;
      }
      answer = get("/polls?limit=1&per=1&group_id=" + group);
      if (answer.status() == Server.NOT_FOUND) {
        answer = get("/memberships?limit=1&per=1&group_id=" + group);
      }
    }
    return answer;
  }

  private static void requireMember(List<Long> groups, JsonPart answer) {
    Set<Long> own =
        answer.objects("groups").stream()
            .filter(group -> group.isNumber("id"))
            .map(group -> group.number("id"))
            .collect(Collectors.toSet());
    groups.stream()
        .filter(group -> !own.contains(group))
        .findFirst()
        .ifPresent(
            group -> {
              throw new InvalidParameterException(
                  "The user of this api_key is not in group " + group);
            });
  }

  private RuntimeException refusal(PlatformResponse answer) {
    String groups = groups().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return new InvalidParameterException(
        answer.status() == Server.NOT_FOUND
            ? "There is no group " + groups + " at " + Server.url(loomio) + ", or no API for users"
            : "Loomio does not take this api_key, or its user is not in group "
                + groups
                + ": "
                + Server.told(answer));
  }

  private PlatformResponse get(String path) {
    PlatformResponse answer = UserApi.get(loomio, path);
    Server.requireNoWait(answer);
    return answer;
  }
}
