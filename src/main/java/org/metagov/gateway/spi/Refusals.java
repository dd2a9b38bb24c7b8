package org.metagov.gateway.spi;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What it means that a platform says no. Each says so in its own way: by a status, by a code in an
 * answer of 200, in a shape of its own. A plugin says once where that stands, and what it means;
 * what is thrown then is the same for all:
 *
 * <ul>
 *   <li>{@link InvalidParameterException} where {@link #caller} says that whoever has asked is
 *       wrong;
 *   <li>a {@link PlatformException} that {@link PlatformException#isGone() is gone} for the other
 *       refusals that say so: 401, 403, 404 and 410, and those of {@link #gone};
 *   <li>one with {@link PlatformException#retryAfter()} where the platform wants to be left alone,
 *       by the header {@code Retry-After} or by what is the same as 429;
 *   <li>one with the status for all else, as it may have happened all the same;
 *   <li>one without a status for what is not the platform's own way to say no, such as a proxy's
 *       page: it says nothing of what was asked for.
 * </ul>
 *
 * Codes of the platform are told by the HTTP status that means the same ({@link #as}), so that
 * there is one table.
 */
public final class Refusals {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final int TOO_MANY = 429;

  /** What is a fault of the platform's, or of time. */
  private static final Set<Integer> NO_REFUSALS = Set.of(408, 425, TOO_MANY);

  private static final int[] STATUSES =
      IntStream.range(400, 500).filter(status -> !NO_REFUSALS.contains(status)).toArray();

  private static final Duration USUAL_WAIT = Duration.ofMinutes(1);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,7}");

  /** The gateway cuts it further, once it has blacked out secrets: none may be cut apart here. */
  private static final int LONGEST = 2_000;

  private final String platform;
  private final Reader reader;
  private final Map<String, Integer> codes;
  private final Set<Integer> callers;
  private final Set<Integer> ends;
  private final int unknown;

  private Refusals(
      String platform,
      Reader reader,
      Map<String, Integer> codes,
      Set<Integer> callers,
      Set<Integer> ends,
      int unknown) {
    this.platform = platform;
    this.reader = reader;
    this.codes = codes;
    this.callers = callers;
    this.ends = ends;
    this.unknown = unknown;
  }

  /** Finds the platform's refusal in an answer. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Returns what the platform says no with; empty where the answer is no refusal, or is not in
     * the platform's own shape. What it throws as a {@link PlatformException}, such as for a page
     * in place of JSON, is no refusal either.
     */
    Optional<Refusal> read(PlatformResponse answer);
  }

  /**
   * A platform's no.
   *
   * @param code its own name or number for the reason; empty where it has none
   * @param text its words, for people
   */
  public record Refusal(String code, String text) {}

  /**
   * The refusals of {@code platform}.
   *
   * @param platform its name, for people, such as {@code Loomio}
   * @param reader where its refusals stand
   */
  public static Refusals of(String platform, Reader reader) {
    return new Refusals(
        platform, reader, Map.of(), Set.of(), Set.of(UNAUTHORIZED, FORBIDDEN, NOT_FOUND, GONE), 0);
  }

  /** Returns the same, where {@code codes} mean what the HTTP status {@code status} does. */
  public Refusals as(int status, String... codes) {
    Map<String, Integer> more = new HashMap<>(this.codes);
    for (String code : codes) {
      more.put(code, status);
    }
    return new Refusals(
        platform, reader, Collections.unmodifiableMap(more), callers, ends, unknown);
  }

  /**
   * Returns the same, where a code that is not known means {@code status}, if the answer's own
   * status is 2xx. Unless this is said, it is a failure of the platform's.
   */
  public Refusals otherwise(int status) {
    return new Refusals(platform, reader, codes, callers, ends, status);
  }

  /** Returns the same, where {@code statuses} say that whoever has asked is wrong. */
  public Refusals caller(int... statuses) {
    return new Refusals(platform, reader, codes, with(callers, statuses), ends, unknown);
  }

  /** Returns the same, where {@code statuses} say that there is nothing to ask any more. */
  public Refusals gone(int... statuses) {
    return new Refusals(platform, reader, codes, callers, with(ends, statuses), unknown);
  }

  private static Set<Integer> with(Set<Integer> some, int... more) {
    Set<Integer> all = new HashSet<>(some);
    IntStream.of(more).forEach(all::add);
    return Set.copyOf(all);
  }

  /** Returns the statuses that a platform refuses by: all of 4xx but those that pass. */
  public static int[] statuses() {
    return STATUSES.clone();
  }

  /**
   * Returns {@code answer}, if it is none of these refusals and its status is 2xx.
   *
   * @param what was asked for, for people, such as {@code the poll 7}
   * @throws InvalidParameterException where whoever has asked for it is wrong
   * @throws PlatformException for every other refusal
   */
  public PlatformResponse require(PlatformResponse answer, String what) {
    Optional<Refusal> refusal = find(answer);
    if (refusal.isEmpty() && answer.status() / 100 == 2) {
      return answer;
    }
    throw exception(answer, refusal, what);
  }

  /** Returns what the platform itself says no with; empty where it does not. */
  public Optional<Refusal> find(PlatformResponse answer) {
    try {
      return reader.read(answer);
    } catch (PlatformException e) {
      // It is not JSON, say: a page for people.
      return Optional.empty();
    }
  }

  /** Returns what to throw for {@code answer}, which has {@code what} refused. */
  public RuntimeException exception(PlatformResponse answer, String what) {
    return exception(answer, find(answer), what);
  }

  private RuntimeException exception(
      PlatformResponse answer, Optional<Refusal> refusal, String what) {
    Optional<Duration> wait = wait(answer);
    if (wait.isPresent()) {
      return PlatformException.answered(
          text(what, refusal.map(Refusal::text).orElse("come back later")), answer.status(), wait);
    }
    return refusal
        .map(no -> exception(answer.status(), no, what))
        .orElseGet(
            () ->
                new PlatformException(
                    "%s answered %d in a way that is not its own, asked for %s: %s"
                        .formatted(platform, answer.status(), what, line(answer.text()))));
  }

  /** Returns what to throw where {@code what} is refused so, with the HTTP status {@code http}. */
  public RuntimeException exception(int http, Refusal refusal, String what) {
    int otherwise = http / 100 == 2 ? unknown : http;
    int status = codes.getOrDefault(refusal.code(), otherwise);
    String text = text(what, refusal.text());
    if (callers.contains(status)) {
      return new InvalidParameterException(text);
    }
    if (status == 0) {
      return new PlatformException(text);
    }
    Optional<Duration> wait = status == TOO_MANY ? Optional.of(USUAL_WAIT) : Optional.empty();
    PlatformException answered = PlatformException.answered(text, status, wait);
    return ends.contains(status) ? PlatformException.gone(answered) : answered;
  }

  private String text(String what, String told) {
    return platform + " refuses " + what + ": " + line(told);
  }

  private static String line(String told) {
    String line = told.strip().replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  /** A refusal that passes is none. A date is rare; whoever has heard it waits by itself. */
  private static Optional<Duration> wait(PlatformResponse answer) {
    return answer.status() / 100 == 2
        ? Optional.empty()
        : answer
            .header("Retry-After")
            .map(
                text ->
                    SECONDS.matcher(text).matches()
                        ? Duration.ofSeconds(Long.parseLong(text))
                        : USUAL_WAIT);
  }
}
