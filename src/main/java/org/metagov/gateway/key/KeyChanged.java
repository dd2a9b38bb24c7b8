package org.metagov.gateway.key;

import java.util.List;

/**
 * A driver key was made, changed or revoked. Fired in the transaction.
 *
 * @param id the key
 * @param fields what of it is another now, as pointers
 */
public record KeyChanged(String id, List<String> fields) {
  /** Copies {@code fields}. */
  public KeyChanged {
    fields = List.copyOf(fields);
  }
}
