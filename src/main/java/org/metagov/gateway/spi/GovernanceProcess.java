package org.metagov.gateway.spi;

import java.util.Optional;

/**
 * Something that a community decides over time, such as a vote. The gateway keeps the state between
 * the calls; each call says by its {@link Progress} what happens next. Every call may run again
 * after a crash.
 *
 * @param <C> the plugin's config
 * @param <P> what a driver starts it with
 * @param <S> what the plugin remembers about a running process
 */
public interface GovernanceProcess<C extends Record, P, S extends Record> {
  /**
   * Starts the process on the platform.
   *
   * @param startKey the same for every try of this start: put it where {@link #find} can see it
   * @throws InvalidParameterException where the platform refuses the parameters; no process remains
   * @throws PlatformException where it is not known whether the platform has it; {@link #find} is
   *     asked
   */
  Progress<S> start(PluginInstance<C> instance, P parameters, String startKey);

  /** Looks for what an interrupted {@link #start} left on the platform. */
  default Optional<Progress<S>> find(PluginInstance<C> instance, P parameters, String startKey) {
    return Optional.empty();
  }

  /** Asks the platform how the process stands. */
  default Progress<S> check(PluginInstance<C> instance, S state) {
    return Progress.pending(state);
  }

  /**
   * Takes in a webhook that concerns the process, as {@link Plugin#receive} has said. Unless this
   * is overridden, it is a reason to {@link #check}.
   */
  default Progress<S> receive(PluginInstance<C> instance, S state, WebhookRequest request) {
    return check(instance, state);
  }

  /**
   * Returns what the platform is answered at once to a webhook that {@link Gate.Accept#answeredBy}
   * has left to the process: a vote that is answered to the voter. The webhook is kept with it, and
   * taken in later: so such a process ends by {@link #check} and {@link #close}, which let all
   * count who were answered before, and not by {@link #receive}. As {@link Plugin#admit} it calls
   * no platform and changes nothing, and what it throws refuses the webhook.
   *
   * @param state what is remembered; webhooks that still wait are not in it
   * @param open whether the process goes on; one that has ended takes nothing in any more
   */
  default Reply answer(PluginInstance<C> instance, S state, boolean open, WebhookRequest request) {
    return Reply.OK;
  }

  /** Ends the process at a driver's wish. A process can be closed if this is overridden. */
  default Progress<S> close(PluginInstance<C> instance, S state) {
    throw new InvalidParameterException("The process cannot be closed");
  }
}
