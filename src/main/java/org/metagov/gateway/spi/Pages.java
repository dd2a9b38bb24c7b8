package org.metagov.gateway.spi;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The pages of a platform's list, read one after another for as long as somebody wants more: {@code
 * Pages.all(100, "the members").byLink(...).toList()} reads them all, and with {@code findFirst()}
 * in place of {@code toList()} no page is read behind the one that has it. There is a most that is
 * read, as a list may have no end, or a platform show the same page again and again.
 */
public final class Pages {
  /** RFC 8288: {@code <https://...?page=2>; rel="next", <...>; rel="last"}. */
  private static final Pattern LINK = Pattern.compile("<([^<>]*)>([^<]*)");

  private static final Pattern NEXT =
      Pattern.compile(";\\s*rel\\s*=\\s*(?:\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\"|next\\b)");

  private final int most;
  private final Optional<String> what;

  private Pages(int most, Optional<String> what) {
    this.most = most;
    this.what = what;
  }

  /**
   * A page.
   *
   * @param items what is on it
   * @param next the cursor of the page behind it; empty, or an empty text, where it is the last
   */
  public record Page<T>(List<T> items, Optional<String> next) {
    /** Keeps a copy. */
    public Page {
      items = List.copyOf(items);
      next = next.filter(cursor -> !cursor.isEmpty());
    }
  }

  /**
   * All pages, {@code most} of them at most. Where there are more, it fails: half a list that looks
   * like a whole one is worse than none.
   *
   * @param what is in the list, such as {@code the members of the group}
   */
  public static Pages all(int most, String what) {
    return new Pages(most, Optional.of(what));
  }

  /** The first pages, {@code most} of them: to look for something that must be among the newest. */
  public static Pages first(int most) {
    return new Pages(most, Optional.empty());
  }

  /**
   * Returns the items of pages that each tell the cursor of the next one.
   *
   * @param read reads a page by its cursor, which is empty for the first one
   */
  public <T> Stream<T> byCursor(Function<String, Page<T>> read) {
    return walk("", read, Page::items, (cursor, page) -> page.next());
  }

  /**
   * Returns the items of pages with numbers; one without items is the last.
   *
   * @param first the number of the first page
   * @param read reads a page by its number
   */
  public <T> Stream<T> byNumber(int first, IntFunction<List<T>> read) {
    return walk(
        first,
        read::apply,
        items -> items,
        (number, items) -> items.isEmpty() ? Optional.empty() : Optional.of(number + 1));
  }

  /**
   * Returns the items of pages that are asked for by how many items are before them; one without
   * items, or with less than {@code size}, is the last.
   *
   * @param size how many items a page has; 1 where the platform may give less than it is asked for
   * @param read reads a page by how many items are before it
   */
  public <T> Stream<T> byOffset(int size, IntFunction<List<T>> read) {
    return walk(
        0,
        read::apply,
        items -> items,
        (offset, items) ->
            items.isEmpty() || items.size() < size
                ? Optional.empty()
                : Optional.of(offset + items.size()));
  }

  /**
   * Returns the items of pages that each tell the URL of the next one in the header {@code Link}
   * (RFC 8288). Only one of the same origin is followed: the plugin sends its key to it.
   *
   * @param url of the first page
   * @param read reads the page at a URL
   * @param items finds what is on it
   */
  public <T> Stream<T> byLink(
      String url,
      Function<String, PlatformResponse> read,
      Function<PlatformResponse, List<T>> items) {
    return walk(url, read, items, Pages::next);
  }

  /** Returns whether {@code page} tells of a next one in the header {@code Link} (RFC 8288). */
  public static boolean hasNext(PlatformResponse page) {
    return link(page).isPresent();
  }

  private static Optional<String> next(String url, PlatformResponse page) {
    return link(page).map(next -> resolved(url, next));
  }

  private static Optional<String> link(PlatformResponse page) {
    return page.headers().getOrDefault("Link", List.of()).stream()
        .flatMap(header -> LINK.matcher(header).results())
        .filter(link -> NEXT.matcher(link.group(2)).find())
        .map(link -> link.group(1))
        .findFirst();
  }

  private static String resolved(String url, String next) {
    try {
      URI from = URI.create(url);
      URI to = from.resolve(next);
      if (Objects.equals(from.getScheme(), to.getScheme())
          && Objects.equals(from.getRawAuthority(), to.getRawAuthority())) {
        return to.toString();
      }
    } catch (IllegalArgumentException e) {
      throw new PlatformException("The platform's next page is at no URL", e);
    }
    throw new PlatformException("The platform's next page is on another server");
  }

  /** Says where the page behind another one is. */
  private interface Way<C, P> {
    Optional<C> next(C cursor, P page);
  }

  private <C, P, T> Stream<T> walk(
      C first, Function<C, P> read, Function<P, List<T>> items, Way<C, P> way) {
    Walk<C, P> walk = new Walk<>(first, read, way);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED), false)
        .flatMap(page -> items.apply(page).stream());
  }

  /** One walk through the pages. */
  private final class Walk<C, P> implements Iterator<P> {
    private final Function<C, P> read;
    private final Way<C, P> way;
    private Optional<C> cursor;
    private int count;

    Walk(C first, Function<C, P> read, Way<C, P> way) {
      this.read = read;
      this.way = way;
      cursor = Optional.of(first);
    }

    @Override
    public boolean hasNext() {
      if (cursor.isPresent() && count >= most) {
        what.ifPresent(
            list -> {
              throw new PlatformException(
                  "There are more than " + most + " pages of " + list + ": they are not all read");
            });
        return false;
      }
      return cursor.isPresent();
    }

    @Override
    public P next() {
      C here = cursor.orElseThrow(NoSuchElementException::new);
      P page = read.apply(here);
      count++;
      cursor = way.next(here, page);
      if (cursor.filter(here::equals).isPresent()) {
        throw new PlatformException("The platform says that a page is behind itself");
      }
      return page;
    }
  }
}
