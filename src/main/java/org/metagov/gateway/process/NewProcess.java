package org.metagov.gateway.process;

import jakarta.json.JsonObject;
import java.util.Optional;
import org.metagov.gateway.community.CommunitySnapshot.PluginSnapshot;

/**
 * A governance process that a driver asks for.
 *
 * @param instance the plugin instance it belongs to
 * @param name its name, without the plugin's
 * @param startKey what the platform may know the start by
 * @param requestId the keyed request that asks for it
 * @param parameters what it is started with
 * @param callbackUrl where the driver wants to hear of it
 */
public record NewProcess(
    PluginSnapshot instance,
    String name,
    String startKey,
    Optional<String> requestId,
    JsonObject parameters,
    Optional<String> callbackUrl) {}
