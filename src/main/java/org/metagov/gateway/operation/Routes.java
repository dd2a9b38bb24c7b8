package org.metagov.gateway.operation;

import java.util.List;

/**
 * The routes of the gateway.
 *
 * @param all by path
 */
public record Routes(List<Route> all) {}
