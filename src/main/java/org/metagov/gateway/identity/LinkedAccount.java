package org.metagov.gateway.identity;

import jakarta.json.JsonObject;
import java.time.Instant;
import org.metagov.gateway.json.JsonText;

/**
 * An account that is linked to a Metagov id.
 *
 * @param id by which the store knows it
 * @param externalId the Metagov id
 * @param name what it is known by
 * @param customData what drivers and plugins keep with it
 * @param link how it is known whose it is
 * @param heldBytes what is counted of it
 * @param linkedAt when it was linked
 * @param changedAt when that was last changed
 */
public record LinkedAccount(
    long id,
    long externalId,
    AccountName name,
    JsonObject customData,
    Link link,
    long heldBytes,
    Instant linkedAt,
    Instant changedAt) {

  /** Returns it as drivers see it. */
  JsonObject view() {
    String place = name.communityPlatformId();
    return JsonText.object()
        .add("external_id", externalId)
        .add("community", name.community())
        .add("community_platform_id", JsonText.string(place.isEmpty() ? null : place))
        .add("platform_type", name.platformType())
        .add("platform_identifier", name.platformIdentifier())
        .add("custom_data", customData)
        .add("link_type", link.type().wireName())
        .add("link_quality", link.quality().wireName())
        .add("linked_at", linkedAt.toString())
        .add("changed_at", changedAt.toString())
        .build();
  }
}
