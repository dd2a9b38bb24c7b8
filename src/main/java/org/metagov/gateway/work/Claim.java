package org.metagov.gateway.work;

import org.metagov.gateway.lease.Lease;

/**
 * The right to work on a row of a queue alone, for a time. Each claim is another one, so that who
 * has overslept cannot pass for the next who owns the row.
 *
 * @param table the queue
 * @param id the row
 * @param lease the right within this node
 */
public record Claim(QueueTable table, long id, Lease lease) {
  static String name(QueueTable table, long id) {
    return table.name() + "/" + id;
  }

  /** Returns what is claimed, such as {@code lane/5}. */
  @Override
  public String toString() {
    return name(table, id);
  }
}
