package org.metagov.gateway.webhook;

import java.util.List;
import java.util.stream.IntStream;
import org.metagov.gateway.inbox.InboxKeepService.Kept;
import org.metagov.gateway.inbox.NewWebhook;

/**
 * Webhooks that came in at the same time, and what has become of them.
 *
 * @param came those of each request
 * @param kept what has become of those
 */
record KeptBatch(List<List<NewWebhook>> came, List<Kept> kept) {
  /**
   * Returns, for each request that has brought something new, the instances that it is for. What
   * was refused, as the inbox of its community is full, or is known already, makes nobody wait.
   */
  List<List<Long>> instances() {
    return IntStream.range(0, came.size())
        .filter(i -> kept.get(i).fresh() > 0)
        .mapToObj(i -> came.get(i).stream().map(one -> one.instance().id()).toList())
        .toList();
  }
}
