package org.metagov.gateway.plugins.loomio;

import java.util.stream.Stream;
import org.metagov.gateway.spi.InvalidParameterException;
import org.metagov.gateway.spi.OwnWebhook;

/**
 * Where Loomio lets no program see the webhooks of a group.
 *
 * @param reason for people
 */
record NoChatbots(String reason) implements OwnWebhook.Registry {
  @Override
  public Stream<OwnWebhook.Entry> list() {
    throw new InvalidParameterException(reason);
  }

  @Override
  public void add(String url) {
    throw new InvalidParameterException(reason);
  }

  @Override
  public void remove(OwnWebhook.Entry entry) {
    throw new InvalidParameterException(reason);
  }
}
