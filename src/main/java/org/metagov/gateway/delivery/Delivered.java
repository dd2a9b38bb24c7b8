package org.metagov.gateway.delivery;

import org.metagov.gateway.driver.Attempt;
import org.metagov.gateway.event.Message;

/**
 * A message that the driver has.
 *
 * @param message the message
 * @param attempt the try that it was taken at
 */
record Delivered(Message message, Attempt attempt) {}
