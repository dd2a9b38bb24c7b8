package org.metagov.gateway.spi;

/**
 * One platform. The gateway creates one object per server; a community that enables the plugin is a
 * {@link PluginInstance}. Methods are called by many threads at once, so a plugin keeps nothing of
 * a community in its own fields.
 *
 * <p>What a driver can do is a method with {@link Action}. The hooks below run outside
 * transactions, one change of a community at a time; after a crash they may run again for the same
 * change.
 *
 * @param <C> the config: a record, whose components become a JSON Schema; see {@link Doc}, {@link
 *     Default}, {@link Secret}, {@link Closed} and Bean Validation's constraints
 */
public interface Plugin<C extends Record> {
  /**
   * A community enables the plugin. Nobody sees the instance before this returns; what it throws
   * refuses the enabling, and nothing of it is kept.
   *
   * @throws PlatformException where the platform fails: 502 to the driver
   * @throws InvalidParameterException where the config cannot work: 400 to the driver
   */
  default void initialized(PluginInstance<C> instance) {}

  /**
   * The config of an enabled instance changes; its state is kept. {@code instance} has the new
   * config, {@code before} is the old one. Throws as {@link #initialized}.
   */
  default void reconfigured(PluginInstance<C> instance, C before) {}

  /**
   * As above, where more of what was before is needed than its config, such as to take something
   * away from another group. One of the two is overridden.
   *
   * @param before the instance with the old config and, behind the new one, the same state
   */
  default void reconfigured(PluginInstance<C> instance, PluginInstance<C> before) {
    reconfigured(instance, before.config());
  }

  /**
   * The instance is gone, or what {@link #initialized} did has to be undone because the enabling
   * failed after it. What this throws is logged and changes nothing.
   */
  default void disabled(PluginInstance<C> instance) {}

  /**
   * Asks the platform for something that changes nothing, to see whether the config lets the
   * gateway in: for whoever fills it in, perhaps before it is kept. A plugin can be tried if this
   * is overridden.
   *
   * @return what was found, in a few words for people, such as {@code "ann, an admin of The
   *     Garden"}
   * @throws PlatformException where the platform refuses, or cannot be reached
   * @throws InvalidParameterException where the config cannot work
   */
  default String probe(PluginInstance<C> instance) {
    return "";
  }

  /**
   * Asks the platform what is new, once every check interval, if this is overridden. It may run
   * again for the same news: the changes of {@link PluginInstance#state()} are kept together with
   * the events it returns, or not at all, so a cursor kept there and the events agree.
   *
   * @throws PlatformException where the platform fails: it is asked again later
   */
  default Polled poll(PluginInstance<C> instance) {
    return Polled.nothing();
  }

  /**
   * Verifies a webhook for one community ({@code POST /api/hooks/<community>/<plugin>}), by its raw
   * bytes: what it accepts is kept and then acted on. It is called for every request of anybody, so
   * it calls no platform. A plugin takes such webhooks if this is overridden.
   */
  default Gate admit(PluginInstance<C> instance, WebhookRequest request) {
    return new Gate.Refuse(404, "the plugin takes no webhooks");
  }

  /**
   * As {@link #admit}, where the platform has one URL for all communities ({@code POST
   * /api/hooks/<plugin>}): says besides whom it is for.
   */
  default Gate admitAll(WebhookRequest request) {
    return new Gate.Refuse(404, "the plugin takes no webhooks for all communities");
  }

  /**
   * As above, with the server's settings, in which the platform's signing secret may stand. One of
   * the two is overridden.
   */
  default Gate admitAll(PluginServer server, WebhookRequest request) {
    return admitAll(request);
  }

  /**
   * Says what an accepted webhook means. It runs after the platform has its answer, webhook by
   * webhook, and again after a failure; the changes of {@link PluginInstance#state()} are kept
   * together with the events, or not at all.
   *
   * @throws PlatformException where the platform fails: it is tried again later
   */
  default Received receive(PluginInstance<C> instance, WebhookRequest request) {
    return Received.nothing();
  }
}
