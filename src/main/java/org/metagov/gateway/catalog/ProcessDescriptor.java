package org.metagov.gateway.catalog;

import java.util.Optional;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.spi.GovernanceProcess;

/**
 * A governance process of a plugin.
 *
 * @param name its name
 * @param description what it is for
 * @param process the object to call
 * @param parametersType the record type or {@code JsonObject} it is started with
 * @param parameters the schema of what it is started with; absent: any object
 * @param stateType the record type of what it remembers
 * @param closable whether a driver can close it
 * @param reads whether it takes in what webhooks say; else they are reasons to look how it stands
 * @param answers whether it tells those who take part at once what becomes of what they do
 * @param findable whether it can look for what an interrupted start has left
 */
public record ProcessDescriptor(
    String name,
    String description,
    GovernanceProcess<?, ?, ?> process,
    Class<?> parametersType,
    Optional<InputSchema> parameters,
    Class<? extends Record> stateType,
    boolean closable,
    boolean reads,
    boolean answers,
    boolean findable) {}
