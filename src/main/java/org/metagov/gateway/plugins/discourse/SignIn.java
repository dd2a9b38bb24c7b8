package org.metagov.gateway.plugins.discourse;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.JsonPart;
import org.metagov.gateway.spi.PluginInstance;

/**
 * Tries a key: whether it posts, reads, or shows users to admins. One of these is enough, as a key
 * may be limited to some of them ({@code ApiKeyScope}); Discourse answers one that is wrong and one
 * that must not do a thing in the same words.
 */
final class SignIn {
  private static final String ACTING_USER = "acting_user";
  private static final String SYSTEM = "system";

  /** A key of Discourse's is 64 hexadecimal digits; older ones may have been made otherwise. */
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,500}");

  private SignIn() {}

  /** Returns who acts for {@code instance}; empty: whose the key is. */
  static Optional<String> actingUser(PluginInstance<Discourse.Config> instance) {
    return instance
        .config()
        .apiUsername()
        .or(() -> instance.state().get(ACTING_USER, String.class));
  }

  /**
   * Sees to it that the config works, and finds out for whom the key acts: one for a single user
   * needs no name, and takes no other; one for all users needs one.
   *
   * @return the first page of users, where the key shows them
   */
  static Optional<List<JsonPart>> verify(PluginInstance<Discourse.Config> instance) {
    requireSense(instance.config());
    Optional<String> named = instance.config().apiUsername();
    instance.state().remove(ACTING_USER);
    Trial trial = tried(new Forum(instance, named));
    if (!trial.works() && named.isEmpty()) {
      trial = tried(new Forum(instance, Optional.of(SYSTEM)));
      instance.state().update(ACTING_USER, String.class, before -> SYSTEM);
    }
    if (!trial.works()) {
      throw new InvalidParameterException(
          "Discourse takes this api_key neither to post nor to read, or is not at this server_url;"
              + " api_username has to be one it may act for");
    }
    Census.possible(instance.state(), trial.users().isPresent());
    return trial.users();
  }

  private record Trial(Optional<List<JsonPart>> users, boolean works) {}

  private static Trial tried(Forum forum) {
    Optional<List<JsonPart>> users = forum.users(1);
    // Only a key that shows nothing is tried by a post, which Discourse refuses for being empty.
    return new Trial(users, users.isPresent() || forum.mayRead() || forum.mayPost());
  }

  private static void requireSense(Discourse.Config config) {
    if (!KEY.matcher(config.apiKey()).matches()) {
      throw new InvalidParameterException(
          "api_key has a character that no key of Discourse has: was a line end copied?");
    }
    if (config.publicUrl().filter(url -> url.getRawQuery() != null).isPresent()) {
      throw new InvalidParameterException(
          "public_url must be an http or https URL without a query (?)");
    }
  }
}
