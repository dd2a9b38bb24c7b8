package org.metagov.gateway.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A page of a list that is ordered by ids, and where the next one begins.
 *
 * <p>What came last is read a range of ids at a time, each longer than the one before: Derby reads
 * no index backwards, and would sort all there is.
 *
 * @param rows what is on it
 * @param next behind which id it goes on; empty: that was all
 */
public record Listing<T>(List<T> rows, OptionalLong next) {
  /** So many ids are looked at for what may be rare. */
  public static final long LOOKED_AT = 10_000;

  private static final int LONGER = 4;
  private static final int FETCHED = 64;

  /**
   * Where rows are.
   *
   * @param next finds ids
   * @param rows returns the rows with these ids that fit, in any order
   */
  public record Source<T>(Next next, Function<List<Long>, List<T>> rows) {}

  /** Finds ids. */
  @FunctionalInterface
  public interface Next {
    /**
     * Returns, of the first {@code count} ids after {@code after}, in order, those that may fit.
     */
    List<Long> after(long after, int count);
  }

  /** Which ids a table has: 0 and 0 where it has none. */
  public record Ids(long first, long last) {
    /** Returns those of {@code table}, without waiting for what is being written. */
    public static Ids of(Sql sql, String table) {
      // Two statements: each reads one end of an index.
      return new Ids(end(sql, "MIN", table), end(sql, "MAX", table));
    }

    private static long end(Sql sql, String which, String table) {
      return sql.selectWithoutWaiting(
              "SELECT " + which + "(id) FROM " + table, row -> row.getLong(1), List.of())
          .get(0);
    }
  }

  /**
   * Returns a page of {@code entries}, of which there is one more than fits on it where there is
   * another page.
   */
  public static <T> Listing<T> of(List<T> entries, int most, ToLongFunction<T> id) {
    return entries.size() > most
        ? new Listing<>(
            List.copyOf(entries.subList(0, most)),
            OptionalLong.of(id.applyAsLong(entries.get(most - 1))))
        : new Listing<>(entries, OptionalLong.empty());
  }

  /**
   * Returns a page of the newest rows.
   *
   * @param before of those with smaller ids
   * @param lookedAt how many ids are looked at at most: with fewer rows on it than fit, and even
   *     with none, a page may have a next one
   */
  public static <T> Listing<T> newest(
      Source<T> source, ToLongFunction<T> id, Ids ids, long before, int most, long lookedAt) {
    long begin = Math.min(before, ids.last() + 1);
    long first = Math.max(1, ids.first());
    long end = Math.max(first, begin - Math.min(begin, lookedAt));
    List<T> found = new ArrayList<>();
    long reached = begin;
    for (long span = most + 1L; reached > end && found.size() <= most; span *= LONGER) {
      long from = Math.max(end, reached - span);
      add(found, source, id, from, reached, most);
      reached = from;
    }
    return found.size() > most || reached <= first
        ? of(found, most, id)
        : new Listing<>(found, OptionalLong.of(reached));
  }

  private static <T> void add(
      List<T> found, Source<T> source, ToLongFunction<T> id, long from, long end, int most) {
    List<Long> ids =
        source.next().after(from - 1, Math.toIntExact(end - from)).stream()
            .filter(one -> one < end)
            .sorted(Comparator.reverseOrder())
            .toList();
    for (int i = 0; i < ids.size() && found.size() <= most; i += FETCHED) {
      source.rows().apply(ids.subList(i, Math.min(ids.size(), i + FETCHED))).stream()
          .sorted(Comparator.comparingLong(id).reversed())
          .limit(most + 1L - found.size())
          .forEach(found::add);
    }
  }
}
