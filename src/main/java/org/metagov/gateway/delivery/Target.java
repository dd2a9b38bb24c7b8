package org.metagov.gateway.delivery;

import java.util.List;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.receiver.EventFilter;
import org.metagov.gateway.receiver.ReceiverHeaders;
import org.metagov.gateway.receiver.SigningSecret;

/**
 * Where the messages of a lane go.
 *
 * @param url the address
 * @param secrets what they are signed with
 * @param headers what goes with them
 * @param filter which of them the driver wants
 * @param revision which address, secrets and headers these are: what is answered counts for them
 *     alone
 * @param open whether it is sent anything now
 */
public record Target(
    String url,
    List<SigningSecret> secrets,
    ReceiverHeaders headers,
    EventFilter filter,
    long revision,
    boolean open) {
  /** Returns whether the driver wants {@code message} of {@code community}. */
  boolean wants(String community, Message message) {
    return filter.lets(community, message.source(), message.eventType());
  }
}
