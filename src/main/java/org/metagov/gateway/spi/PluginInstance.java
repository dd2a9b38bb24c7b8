package org.metagov.gateway.spi;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A plugin as one community has enabled it.
 *
 * @param <C> its config
 */
public interface PluginInstance<C extends Record> extends PluginServer {
  /** Returns the name of the community. */
  String community();

  /** Returns the config, with defaults filled in. */
  C config();

  /** Returns what the plugin remembers about this community. */
  PluginState state();

  /**
   * Notes that somebody has this account on the platform: it is linked to a Metagov id of its own,
   * or stays linked to whoever it is linked to, and is told by how it is known where that is surer
   * than before. At once, whatever becomes of the work that this is part of; to say it again
   * changes nothing. Of a community that is just being made nothing is noted, nor of one that has
   * as many accounts as it may have.
   */
  default void knows(PlatformAccount account) {
    throw new UnsupportedOperationException("There are no accounts here");
  }

  /**
   * Returns where the platform sends webhooks for this community to, for a plugin that registers
   * them by itself; it is the same for as long as the config's {@code webhook_slug} is. Empty where
   * the server has no {@code metagov.server-url}.
   */
  default Optional<URI> hookUrl() {
    return Optional.empty();
  }

  /**
   * In a lifecycle hook, returns whether another instance of the plugin in this community takes
   * webhooks at {@code url}, or will once the change is made that the hook is part of; or may, as
   * its config cannot be read just now. What goes there is not this instance's to take away.
   */
  default boolean isHookOfAnother(String url) {
    return false;
  }

  /**
   * Makes a call to the platform once for the piece of work that this is part of: a step of a
   * process, a webhook or a poll, which may run again after a crash or a failure. What {@code call}
   * returns is kept at once, and returned by the repetition in place of calling again. Between the
   * platform's answer and that lies one write: who crashes there calls twice. In an action and a
   * lifecycle hook nothing is repeated, and the call is made.
   *
   * @param name tells it from other such calls of the same work: 1 to 100 characters
   * @param type of what it returns: as a value of the state
   * @param call returns something, not null; what it throws is not kept
   */
  default <T> T once(String name, Class<T> type, Supplier<T> call) {
    return call.get();
  }

  /**
   * Returns the credential {@code name} of this community, such as {@code bot}. Where there is none
   * yet, or it ends within a minute, {@code renewal} gets one: by one caller at a time on all
   * nodes, while the others wait for it, at most 30 seconds.
   *
   * @param name {@code [a-z][a-z0-9_-]*}, at most 50 characters
   * @throws PlatformException as {@code renewal} does
   */
  default Credential credential(String name, Renewal renewal) {
    throw new UnsupportedOperationException("There are no credentials here");
  }

  /**
   * Keeps {@code credential} under {@code name} in place of what was there: at once, whatever
   * becomes of the work that this is part of, and sealed. Credentials go with the instance.
   */
  default void keep(String name, Credential credential) {
    throw new UnsupportedOperationException("There are no credentials here");
  }

  /** Forgets the credential {@code name}, if there is one: at once, as {@link #keep}. */
  default void forget(String name) {
    throw new UnsupportedOperationException("There are no credentials here");
  }

  /**
   * The platform does not take {@code credential} any more, whatever its time: the next {@link
   * #credential} renews it, unless somebody has done so meanwhile.
   */
  default void refused(String name, Credential credential) {
    throw new UnsupportedOperationException("There are no credentials here");
  }
}
