package org.metagov.gateway.event;

import jakarta.json.JsonObject;
import java.util.Optional;

/**
 * What a process's driver is told.
 *
 * @param processId the process
 * @param community its community
 * @param process {@code <plugin>.<process>}
 * @param url where it goes
 * @param driverKey the key whose holder wants to hear of it
 * @param key unique to the process: the ids of its callbacks are made of it
 * @param body the process as a driver sees it
 * @param last whether it tells that the process is completed
 */
public record Callback(
    long processId,
    String community,
    String process,
    String url,
    Optional<String> driverKey,
    String key,
    JsonObject body,
    boolean last) {}
