package org.metagov.gateway.community;

import java.util.Set;

/**
 * A plugin has heard something of processes of its instance: they are to be looked at now. Fired in
 * the transaction that records what it has heard.
 *
 * @param instanceId the instance
 * @param correlations as the processes have named themselves
 */
public record ProcessesNamed(long instanceId, Set<String> correlations) {}
