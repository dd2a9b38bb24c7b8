package org.metagov.gateway.plugins.opencollective;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;
import org.metagov.gateway.spi.GraphQl;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.spi.Refusals;
import org.metagov.gateway.spi.Refusals.Refusal;

/**
 * What the platform says when it refuses something. GraphQL answers most of it with the HTTP status
 * 200 and a {@code code}; here each is told by the HTTP status that means the same.
 */
final class Failures {
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;
  private static final int BAD_REQUEST = 400;

  /** A second factor: whoever has made the token can mend it, and no later try. */
  private static final String SECOND_FACTOR = "2FA_REQUIRED";

  /**
   * What a token is refused with that its owner has not allowed to do without a second factor; it
   * has no code of its own ({@code server/lib/two-factor-authentication/lib.ts}).
   */
  private static final String NOT_PRE_AUTHORIZED = "token is not pre-authorized for 2FA";

  /**
   * The codes that say that nothing was done; {@code server/graphql/errors.ts} and {@code
   * server/constants/permissions.ts} of the platform. What has another one, such as {@code
   * INTERNAL_SERVER_ERROR}, may have happened all the same.
   */
  static final Refusals REFUSALS =
      Refusals.of("Open Collective", Failures::refusal)
          .as(UNAUTHORIZED, "Unauthorized", "InvalidToken")
          .as(
              FORBIDDEN,
              "Forbidden",
              "FeatureNotAllowedForUser",
              "FeatureNotSupportedForCollective",
              "INVALID_SCOPE",
              "UNSUPPORTED_USER_FEATURE",
              "MINIMAL_CONDITION_NOT_MET",
              "AUTHOR_CANNOT_APPROVE")
          .as(NOT_FOUND, "NotFound")
          .as(
              UNPROCESSABLE,
              "ValidationFailed",
              "BadRequest",
              "BAD_USER_INPUT",
              "UNSUPPORTED_STATUS",
              "UNSUPPORTED_TYPE",
              SECOND_FACTOR)
          .as(TOO_MANY, "RateLimitExceeded")
          .as(BAD_REQUEST, "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED");

  /** The same, where what is asked for are a caller's parameters. */
  static final Refusals OF_CALLERS = REFUSALS.caller(NOT_FOUND, UNPROCESSABLE);

  private Failures() {}

  private static Optional<Refusal> refusal(PlatformResponse answer) {
    return GraphQl.refusal(answer)
        .map(
            no ->
                no.text().contains(NOT_PRE_AUTHORIZED) ? new Refusal(SECOND_FACTOR, no.text()) : no)
        .or(() -> error(answer));
  }

  /** What the middleware in front of GraphQL says: {@code {"error":{"message"}}}. */
  private static Optional<Refusal> error(PlatformResponse answer) {
    return answer.jsonObject().get("error") instanceof JsonObject error
            && error.get("message") instanceof JsonString message
        ? Optional.of(new Refusal("", message.getString()))
        : Optional.empty();
  }
}
