package org.metagov.gateway.identity;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.json.RequestBody;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemException.FieldError;
import org.metagov.gateway.schema.InputSchema;
import org.metagov.gateway.schema.RecordBinder;
import org.metagov.gateway.spi.Doc;
import org.metagov.gateway.spi.LinkQuality;
import org.metagov.gateway.spi.LinkType;

/** What drivers send about identities. Public for the binding of records. */
public final class IdentityBodies {
  private static final int MOST_AT_ONCE = 1_000;
  private static final int LONGEST_NAME = 200;
  private static final List<String> NUMBERS =
      List.of("external_id", "primary_instance_id", "secondary_instance_id");

  private IdentityBodies() {}

  /** How many Metagov ids are to be made, and for whom. */
  public record NewIds(
      @Doc("The community") String communitySlug,
      @Doc("How many; 1 where it is left out") @Min(1) @Max(MOST_AT_ONCE) Optional<Integer> count) {
    private static final InputSchema SCHEMA = InputSchema.ofRecord(NewIds.class);

    static NewIds of(byte[] body) {
      return bound(SCHEMA, body, NewIds.class);
    }
  }

  /** Who is to be one person. */
  public record MergedIds(
      @Doc("The Metagov id that is the primary one then") long primaryInstanceId,
      @Doc("A Metagov id of the same person") long secondaryInstanceId,
      @Doc("How that is known; `unknown` where it is left out") Optional<LinkType> linkType,
      @Doc("How sure it is; `unknown` where it is left out") Optional<LinkQuality> linkQuality) {
    private static final InputSchema SCHEMA = InputSchema.ofRecord(MergedIds.class);

    static MergedIds of(byte[] body) {
      MergedIds ids = bound(SCHEMA, body, MergedIds.class);
      if (ids.primaryInstanceId() == ids.secondaryInstanceId()) {
        throw wrong("/secondary_instance_id", "must not be the primary one");
      }
      return ids;
    }

    Said said() {
      return new Said(linkType, linkQuality, Optional.empty());
    }
  }

  /** Which account belongs to whom. */
  public record AccountLink(
      @Doc("The Metagov id of the person") long externalId,
      @Doc("The community in which the account counts") String communitySlug,
      @Doc("The plugin of the account's platform, which the community has enabled")
          String platformType,
      @Doc("The account's id on the platform, as events have it in `initiator.user_id`")
          @Size(min = 1, max = LONGEST_NAME)
          String platformIdentifier,
      @Doc(
              "What the community is called on the platform, such as the id of the Slack team; needed"
                  + " only where there are several")
          Optional<String> communityPlatformId,
      @Doc("What is to be kept with it") Optional<JsonObject> customData,
      @Doc("How it is known; `unknown` where it is left out") Optional<LinkType> linkType,
      @Doc("How sure it is; `unknown` where it is left out") Optional<LinkQuality> linkQuality) {
    private static final InputSchema SCHEMA = InputSchema.ofRecord(AccountLink.class);

    static AccountLink of(byte[] body) {
      AccountLink link = bound(SCHEMA, body, AccountLink.class);
      if (!AccountName.isPossible(link.platformIdentifier())) {
        throw wrong(
            "/platform_identifier", "must have no blanks at its ends, and no control characters");
      }
      if (link.said().isTooLong()) {
        throw wrong("/custom_data", "must have at most " + Said.LONGEST_DATA + " characters");
      }
      return link;
    }

    Said said() {
      return new Said(linkType, linkQuality, customData);
    }
  }

  /** Whose address is to be made. */
  public record PassedId(@Doc("The Metagov id of whoever is to sign in") long externalId) {
    private static final InputSchema SCHEMA = InputSchema.ofRecord(PassedId.class);

    static PassedId of(byte[] body) {
      return bound(SCHEMA, body, PassedId.class);
    }
  }

  /** Which account is to be nobody's. */
  public record AccountRef(
      @Doc("The community in which the account counts") String communitySlug,
      @Doc("The plugin of the account's platform") String platformType,
      @Doc("The account's id on the platform") String platformIdentifier,
      @Doc("What the community is called on the platform; needed only where there are several")
          Optional<String> communityPlatformId) {
    private static final InputSchema SCHEMA = InputSchema.ofRecord(AccountRef.class);

    static AccountRef of(byte[] body) {
      return bound(SCHEMA, body, AccountRef.class);
    }
  }

  private static <T extends Record> T bound(InputSchema schema, byte[] body, Class<T> type) {
    return RecordBinder.bind(schema.complete(numbered(RequestBody.object(body))), type);
  }

  /** Drivers that keep ids as text send them as text, which the original took. */
  private static JsonObject numbered(JsonObject body) {
    JsonObjectBuilder numbered = JsonText.object(body);
    for (String name : NUMBERS) {
      if (body.get(name) instanceof JsonString text && text.getString().matches("\\d{1,18}")) {
        numbered.add(name, Long.parseLong(text.getString()));
      }
    }
    return numbered.build();
  }

  private static ProblemException wrong(String pointer, String detail) {
    return ProblemException.invalid(
        "Schema validation error: '" + pointer + "' " + detail,
        List.of(new FieldError(pointer, detail)));
  }
}
