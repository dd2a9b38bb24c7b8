package org.metagov.gateway.problem;

import jakarta.ejb.ApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A failure that a caller is told of. Its message is the {@code detail} of the answer, so it holds
 * neither secrets nor another community's data.
 *
 * <p>An application exception, so that it leaves an EJB as it is and rolls its transaction back.
 */
@ApplicationException(rollback = true)
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller has sent may stand in it: nobody is sent, and no log keeps, a megabyte of it. */
  private static final int LONGEST_DETAIL = 2_000;

  private static final int LONGEST_POINTER = 500;

  private final ProblemType type;
  private final transient List<FieldError> errors;
  private final transient Optional<Duration> retryAfter;
  private final transient Optional<String> location;
  private final transient Map<String, Long> members;

  /** One member of the input that is wrong: an RFC 6901 pointer to it, and what is wrong. */
  public record FieldError(String pointer, String detail) {
    /** Cuts what is too long to be of use. */
    public FieldError {
      pointer = cut(pointer, LONGEST_POINTER);
      detail = cut(detail, LONGEST_DETAIL);
    }
  }

  /** A problem of {@code type}, with the text the caller reads. */
  public ProblemException(ProblemType type, String detail) {
    this(type, detail, List.of(), Optional.empty(), Optional.empty(), Map.of(), null);
  }

  /** A problem of {@code type} caused by {@code cause}. */
  public ProblemException(ProblemType type, String detail, Throwable cause) {
    this(type, detail, List.of(), Optional.empty(), Optional.empty(), Map.of(), cause);
  }

  private ProblemException(
      ProblemType type,
      String detail,
      List<FieldError> errors,
      Optional<Duration> retryAfter,
      Optional<String> location,
      Map<String, Long> members,
      Throwable cause) {
    super(cut(detail, LONGEST_DETAIL), cause);
    this.type = type;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
    this.location = location;
    this.members = Map.copyOf(members);
  }

  private static String cut(String text, int most) {
    return text != null && text.length() > most ? Texts.fitting(text, most) + "…" : text;
  }

  /** Input that breaks its schema; {@code detail} sums the errors up. */
  public static ProblemException invalid(String detail, List<FieldError> errors) {
    return new ProblemException(
        ProblemType.INVALID, detail, errors, Optional.empty(), Optional.empty(), Map.of(), null);
  }

  /** A problem that may be gone after {@code retryAfter}. */
  public static ProblemException passing(ProblemType type, String detail, Duration retryAfter) {
    return passing(type, detail, retryAfter, null);
  }

  /** As above, caused by {@code cause}. */
  public static ProblemException passing(
      ProblemType type, String detail, Duration retryAfter, Throwable cause) {
    return new ProblemException(
        type, detail, List.of(), Optional.of(retryAfter), Optional.empty(), Map.of(), cause);
  }

  /** Returns what kind of problem this is. */
  public ProblemType type() {
    return type;
  }

  /** Returns the members of the input that are wrong; empty unless this is about input. */
  public List<FieldError> errors() {
    return errors;
  }

  /** Returns how long the caller had better wait, for the {@code Retry-After} header. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Returns this problem, with where the caller can see how it ends. */
  public ProblemException at(String where) {
    return new ProblemException(
        type, getMessage(), errors, retryAfter, Optional.of(where), members, getCause());
  }

  /** Returns this problem, with one more member that a program can read. */
  public ProblemException with(String name, long value) {
    Map<String, Long> more = new TreeMap<>(members);
    more.put(name, value);
    return new ProblemException(type, getMessage(), errors, retryAfter, location, more, getCause());
  }

  /** Returns the members of its own that the answer has. */
  public Map<String, Long> members() {
    return members;
  }

  /** Returns where the caller can see how it ends, for the {@code Location} header. */
  public Optional<String> location() {
    return location;
  }
}
