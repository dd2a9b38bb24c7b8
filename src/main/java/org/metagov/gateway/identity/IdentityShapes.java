package org.metagov.gateway.identity;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.spi.LinkType;
import org.metagov.gateway.spi.Name;

/** What stands in answers about identities. */
final class IdentityShapes {
  private IdentityShapes() {}

  record LinkedAccount(
      @Doc("The Metagov id that it is linked to") long externalId,
      @Doc("The community in which it counts") String community,
      @Doc("What the community is called on the platform; null where the plugin has no such thing")
          Optional<String> communityPlatformId,
      @Doc("The plugin of its platform") String platformType,
      @Doc("Its id there") String platformIdentifier,
      @Doc("What is kept with it") JsonObject customData,
      @Doc("How it is known whose it is") LinkType linkType,
      @Doc("How sure that is") LinkQuality linkQuality,
      @Doc("When it was linked") Instant linkedAt,
      @Doc("When what is said of it was last changed") Instant changedAt) {}

  record Identity(
      @Doc("The Metagov id that was asked for, or the primary one") @Name("source_ID")
          long sourceId,
      @Doc("The primary Metagov id of the same person") @Name("primary_ID") long primaryId,
      @Doc("Of all Metagov ids of the person, in communities that the caller sees")
          List<LinkedAccount> linkedAccounts) {}

  record AccountPair(
      @Doc("The account that was asked for") LinkedAccount from,
      @Doc("An account of the same person") LinkedAccount to,
      @Doc("How sure it is that they are one: as sure as the weakest link between them")
          LinkQuality linkQuality) {}

  record MetagovId(
      @Doc("The id") long externalId,
      @Doc("The community that it was made for; null where that is gone")
          Optional<String> community,
      @Doc("When it was made") Instant createdAt) {}

  record IdMerge(
      @Doc("The id that was to be the primary one") long primaryInstanceId,
      @Doc("The id of the same person") long secondaryInstanceId,
      @Doc("How it is known that they are one") LinkType linkType,
      @Doc("How sure that is") LinkQuality linkQuality,
      @Doc("When they were merged") Instant mergedAt) {}

  record PersonExport(
      @Doc("The primary Metagov id") @Name("primary_ID") long primaryId,
      @Doc("All Metagov ids of the person") List<MetagovId> ids,
      @Doc("How they came to be of one person") List<IdMerge> merges,
      @Doc("All accounts of the person") List<LinkedAccount> linkedAccounts) {}

  record IdentityPass(
      @Doc("What stands for the Metagov id in `metagov_id` of `/auth/{plugin}/authorize`, once")
          String metagovId,
      @Doc("Until when") Instant expiresAt) {}
}
