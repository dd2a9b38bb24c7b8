package org.metagov.gateway.plugins.loomio;

/**
 * How a page of a list is asked for: by {@code limit} and {@code offset} today, by {@code per} and
 * {@code from} in older versions, which ignore the others ({@code SnorlaxBase.page_collection}).
 */
final class Paging {
  static final int SIZE = 100;

  private Paging() {}

  /** Returns the part of the query that asks for what comes after {@code offset}. */
  static String query(int offset) {
    return "&limit=%d&offset=%d&per=%d&from=%d".formatted(SIZE, offset, SIZE, offset);
  }
}
