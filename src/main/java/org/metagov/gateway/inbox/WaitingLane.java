package org.metagov.gateway.inbox;

import java.time.Instant;
import java.util.List;

/**
 * A lane in which something waits.
 *
 * @param id its id
 * @param community whose webhooks are in it
 * @param dueAt not before this
 * @param first the first webhooks in it, in their order
 * @param whole whether there were no others
 */
public record WaitingLane(
    long id, String community, Instant dueAt, List<WaitingWebhook> first, boolean whole) {}
