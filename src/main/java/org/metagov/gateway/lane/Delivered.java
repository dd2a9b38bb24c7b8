package org.metagov.gateway.lane;

import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.event.Message;

/**
 * A message that the driver has.
 *
 * @param message the message
 * @param attempt the try that it was taken at
 */
public record Delivered(Message message, Attempt attempt) {}
