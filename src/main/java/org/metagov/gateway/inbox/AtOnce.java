package org.metagov.gateway.inbox;

import java.util.List;
import java.util.Optional;
import org.metagov.gateway.invocation.Emitted;

/**
 * What a webhook means that needs nothing but itself: it is kept together with its events, and
 * never waits.
 *
 * @param events what drivers hear of
 * @param passedOver why it is for nobody here, if it is
 */
public record AtOnce(List<Emitted> events, Optional<String> passedOver) {}
