package org.metagov.gateway.problem;

/**
 * The kinds of failure, with their HTTP status and title. {@link #uri()} is the {@code type} member
 * of RFC 9457, by which a program tells them apart.
 */
public enum ProblemType {
  INVALID(400, "Invalid input"),
  UNAUTHORIZED(401, "Not authenticated"),
  FORBIDDEN(403, "Not allowed"),
  NOT_FOUND(404, "Not found"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  CONFLICT(409, "Conflict"),
  OUTCOME_UNKNOWN(409, "Outcome unknown"),
  GONE(410, "No longer kept"),
  TOO_LARGE(413, "Body too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused"),
  RATE_LIMITED(429, "Too many requests"),
  INTERNAL(500, "Internal error"),
  PLATFORM_FAILED(502, "Platform failed"),
  UNAVAILABLE(503, "Unavailable"),
  /** As {@link #UNAVAILABLE}, and certain that nothing was done: a retry is a first try. */
  BUSY(503, "Busy"),
  PLATFORM_TIMEOUT(504, "Platform timed out"),
  /** What HTTP itself refuses with a status that has no kind of its own here. */
  HTTP(0, "HTTP error");

  private final int status;
  private final String title;
  private final String metricName;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
    metricName = name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the title: the same for every problem of the type. */
  public String title() {
    return title;
  }

  /** Returns what it is called in metrics, such as {@code platform_failed}. */
  public String metricName() {
    return metricName;
  }

  /** Returns the type as a URI, such as {@code urn:metagov:problem:platform-failed}. */
  public String uri() {
    return "urn:metagov:problem:" + metricName.replace('_', '-');
  }

  /** Returns the kind that stands for a bare HTTP status. */
  public static ProblemType ofStatus(int status) {
    for (ProblemType type : values()) {
      if (type.status == status) {
        return type;
      }
    }
    return status == 500 ? INTERNAL : HTTP;
  }
}
