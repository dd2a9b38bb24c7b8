package org.metagov.gateway.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;

/**
 * How many connections to the database there are at most, and what follows from that: whoever works
 * wants one now and then, so there are as many workers as a pool of that size serves.
 */
@ApplicationScoped
public class PoolSize {
  /** The size that the pool is defined with, and that all numbers of workers are given for. */
  public static final int USUAL = 40;

  private final int connections;

  /** For the container's proxy only. */
  protected PoolSize() {
    this(USUAL);
  }

  /** The size that the settings say. */
  @Inject
  public PoolSize(Settings settings) {
    this(settings.get(Setting.DB_POOL_SIZE));
  }

  PoolSize(int connections) {
    this.connections = connections;
  }

  /** Returns how many connections there are at most. */
  public int connections() {
    return connections;
  }

  /** Returns how many there are of what is {@code usual} with a pool of the usual size. */
  public int share(int usual) {
    return Math.max(1, usual * connections / USUAL);
  }

  /**
   * As {@link #share}, but never more than {@code usual}: how much is asked of one server at once
   * is not for our own database to raise.
   */
  public int shareAtMost(int usual) {
    return Math.min(usual, share(usual));
  }
}
