package org.metagov.gateway.lifecycle;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.metagov.gateway.catalog.PluginDescriptor;
import org.metagov.gateway.catalog.Secrets;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;
import org.metagov.gateway.community.KnownPlugins;
import org.metagov.gateway.instance.Instances;
import org.metagov.gateway.invocation.ProcessInvocation;
import org.metagov.gateway.process.ProcessQueryService;
import org.metagov.gateway.process.ProcessSnapshot;
import org.metagov.gateway.spi.Reply;
import org.metagov.gateway.spi.WebhookRequest;

/**
 * What processes answer to webhooks at once, as they stand: nobody waits for whoever is at work
 * with one of them.
 */
@ApplicationScoped
public class ProcessAnswers {
  @EJB private ProcessQueryService query;
  @Inject private KnownPlugins plugins;
  @Inject private Stages stages;
  @Inject private ProcessEnds ends;
  @Inject private Instances instances;

  /**
   * Returns what the process of {@code to} that has named itself {@code correlation} answers; empty
   * where there is none.
   *
   * @param to whom the webhook is for; its config is not read
   * @throws org.metagov.gateway.problem.ProblemException where the process cannot read the webhook,
   *     or cannot be read itself
   */
  public Optional<Reply> of(
      PluginDescriptor plugin, PluginSnapshot to, String correlation, WebhookRequest webhook) {
    return query.named(to.id(), correlation).stream()
        // Of several the one that is under way, and the newest of them.
        .reduce((one, next) -> one.isCompleted() || !next.isCompleted() ? next : one)
        .flatMap(
            process ->
                plugins
                    .find(to.community(), plugin.name(), to.id())
                    .map(enabled -> answer(plugin, enabled, process, webhook)));
  }

  private Reply answer(
      PluginDescriptor plugin,
      PluginSnapshot enabled,
      ProcessSnapshot process,
      WebhookRequest webhook) {
    boolean isOpen = !process.isCompleted() && !ends.isLate(process, webhook.receivedAt());
    return new ProcessInvocation(
            plugin,
            stages.descriptor(process),
            instances.live(plugin, enabled),
            Secrets.of(plugin, enabled.config()))
        .answer(process.state().get(), isOpen, webhook);
  }
}
