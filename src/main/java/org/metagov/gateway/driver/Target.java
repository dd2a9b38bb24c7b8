package org.metagov.gateway.driver;

import java.util.List;
import java.util.Optional;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.key.Lifetime;
import org.metagov.gateway.receiver.EventFilter;
import org.metagov.gateway.receiver.EventFormat;
import org.metagov.gateway.receiver.ReceiverHeaders;
import org.metagov.gateway.receiver.SigningSecret;

/**
 * Where the messages of a lane go.
 *
 * @param url the address
 * @param secrets what they are signed with
 * @param headers what goes with them
 * @param format in which form events are sent
 * @param filter which of them the driver wants
 * @param revision which address, secrets, headers and format these are: what is answered counts for
 *     them alone
 * @param lifetimes which communities of a name its driver sees; absent: all
 * @param open whether it is sent anything now
 */
public record Target(
    String url,
    List<SigningSecret> secrets,
    ReceiverHeaders headers,
    EventFormat format,
    EventFilter filter,
    long revision,
    Optional<List<Lifetime>> lifetimes,
    boolean open) {
  /** Returns whether the driver wants {@code message} of {@code community}. */
  public boolean wants(String community, Message message) {
    return sees(message) && filter.lets(community, message.source(), message.eventType());
  }

  private boolean sees(Message message) {
    return lifetimes
        .map(all -> all.stream().anyMatch(one -> one.includes(message.writtenAt())))
        .orElse(true);
  }
}
