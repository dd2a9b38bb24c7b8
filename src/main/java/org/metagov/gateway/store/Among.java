package org.metagov.gateway.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Values for {@code IN}, the last one again and again: each length of the list is a text that is
 * compiled anew.
 *
 * @param list the list of parameters, in brackets
 * @param values what they are
 */
public record Among(String list, List<Object> values) {
  /** Returns those of {@code values}, of which there is one at least. */
  public static Among of(Collection<?> values) {
    List<Object> padded = new ArrayList<>(values);
    int length = Math.max(1, Integer.highestOneBit(2 * padded.size() - 1));
    while (padded.size() < length) {
      padded.add(padded.get(padded.size() - 1));
    }
    return new Among("(" + String.join(", ", Collections.nCopies(length, "?")) + ")", padded);
  }
}
