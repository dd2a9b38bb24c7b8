package org.metagov.gateway.spi;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The webhook that a plugin registers on its platform by itself, so that nobody has to enter an
 * address there: {@link #register} when it is enabled or re-configured, {@link #unregister} when it
 * is disabled. It is looked for before it is registered: whatever was interrupted, it is there
 * once. Where the platform does not let it be registered, the plugin is enabled all the same, and
 * whoever asks for the community's hooks is told what to do by hand.
 *
 * @param registry the platform's list
 */
public record OwnWebhook(Registry registry) {
  /** What a plugin's state has it under; no plugin uses the key for anything else. */
  public static final String STATE = "own_webhook";

  private static final Logger LOG = Logger.getLogger(OwnWebhook.class.getName());

  /** What a slug is that the gateway has made. */
  private static final Pattern ADDRESS =
      Pattern.compile("(https?://.*/api/hooks/[^/]+/[^/]+)(/[0-9a-f]{32})?");

  /**
   * The webhooks of one subject on a platform, such as a group, a collective or a forum. Several
   * instances of a community may be about the same.
   */
  public interface Registry {
    /** Returns all of them, whosever they are. */
    Stream<Entry> list();

    /** Registers {@code url}. */
    void add(String url);

    /** Sees to it that {@code entry}, which is ours, is as {@link #add} would make it. */
    default void refresh(Entry entry) {}

    /** Takes {@code entry} away. */
    void remove(Entry entry);
  }

  /**
   * A webhook on the platform.
   *
   * @param id what it is taken away by
   * @param url where it goes
   */
  public record Entry(String id, String url) {}

  /**
   * How it stands.
   *
   * @param registered whether the platform has it
   * @param left the address that the platform has, or may have
   * @param byHand what somebody has to do on the platform; empty: nothing
   */
  public record Standing(boolean registered, Optional<String> left, Optional<String> byHand) {
    private static final Standing NONE = new Standing(false, Optional.empty(), Optional.empty());
  }

  /**
   * Sees to it that the platform sends to where {@code instance} takes webhooks. What the platform
   * refuses, or fails at, keeps nobody from enabling the plugin.
   *
   * @param wanted whether the config lets it be registered; where it did before, and does not any
   *     more, it is taken away
   */
  public void register(PluginInstance<?> instance, boolean wanted) {
    if (!wanted) {
      leave(instance);
    }
    Standing now =
        wanted ? registered(instance) : byHand("register_webhook is false", Optional.empty());
    instance.state().update(STATE, Standing.class, before -> now);
  }

  private Standing registered(PluginInstance<?> instance) {
    Optional<String> url = instance.hookUrl().map(URI::toString);
    Optional<String> before = standing(instance).left();
    if (url.isEmpty()) {
      return byHand("this server does not know its own address (metagov.server-url)", before);
    }
    try {
      List<Entry> ours = ours(instance, url.get(), before);
      Optional<Entry> there =
          ours.stream().filter(entry -> entry.url().equals(url.get())).findFirst();
      there.ifPresentOrElse(registry::refresh, () -> registry.add(url.get()));
      // Of an address that it had before, perhaps in a change that was never finished.
      ours.stream()
          .filter(entry -> there.filter(entry::equals).isEmpty())
          .forEach(registry::remove);
      return new Standing(true, url, Optional.empty());
    } catch (InvalidParameterException e) {
      return byHand(e.getMessage(), before);
    } catch (PlatformException e) {
      // What it refuses is not there; what it has failed at may be.
      return byHand(e.getMessage(), e.isGone() ? before : url);
    }
  }

  private static Standing byHand(String reason, Optional<String> left) {
    return new Standing(
        false, left, Optional.of("Enter the address on the platform yourself: " + reason));
  }

  /**
   * Takes away what was registered.
   *
   * @throws PlatformException where the platform fails
   * @throws InvalidParameterException where it refuses
   */
  public void unregister(PluginInstance<?> instance) {
    standing(instance)
        .left()
        .ifPresent(
            url ->
                // Nothing but that: what goes to another slug may be another instance's.
                registry
                    .list()
                    .filter(entry -> entry.url().equals(url) && !instance.isHookOfAnother(url))
                    .toList()
                    .forEach(registry::remove));
  }

  /**
   * As {@link #unregister}, where what follows is more important, such as that the plugin has
   * another group now: what cannot be taken away is passed over when it comes in.
   */
  public void leave(PluginInstance<?> instance) {
    try {
      unregister(instance);
    } catch (InvalidParameterException | PlatformException e) {
      // Not what it says, which is the platform's. The key of what was before may be gone by now.
      LOG.log(Level.INFO, "A webhook of {0} was left on its platform", instance.community());
    }
  }

  private static Standing standing(PluginInstance<?> instance) {
    return instance.state().get(STATE, Standing.class).orElse(Standing.NONE);
  }

  /**
   * Those that go to {@code url}, or to {@code before}, or would have gone there under another slug
   * that the gateway has made: nothing else does, but another instance of the community.
   */
  private List<Entry> ours(PluginInstance<?> instance, String url, Optional<String> before) {
    Optional<String> base = withMadeSlug(url);
    return registry
        .list()
        .filter(
            entry ->
                entry.url().equals(url)
                    || (isLeft(entry, before, base) && !instance.isHookOfAnother(entry.url())))
        .toList();
  }

  private static boolean isLeft(Entry entry, Optional<String> before, Optional<String> base) {
    return before.filter(entry.url()::equals).isPresent()
        || (base.isPresent() && withMadeSlug(entry.url()).equals(base));
  }

  private static Optional<String> withMadeSlug(String url) {
    Matcher address = ADDRESS.matcher(url);
    return address.matches() && address.group(2) != null
        ? Optional.of(address.group(1))
        : Optional.empty();
  }
}
