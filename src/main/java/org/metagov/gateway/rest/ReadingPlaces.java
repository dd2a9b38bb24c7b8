package org.metagov.gateway.rest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Places for strangers whose bodies are being read, each by the thread of its request. Where all
 * are taken, whoever has been at it for longest has to go: so bodies that trickle in can neither
 * take all threads nor keep out those that come at once.
 */
final class ReadingPlaces {
  private final int places;
  private final Duration grace;

  /** Those who came first are first. */
  private final Queue<Place> taken = new ArrayDeque<>();

  /**
   * So many places.
   *
   * @param grace for how long nobody is made to go
   */
  ReadingPlaces(int places, Duration grace) {
    this.places = places;
    this.grace = grace;
  }

  /** Takes a place for the current thread; nothing where all are taken by who has just come. */
  synchronized Optional<Place> enter() {
    if (taken.size() >= places) {
      if (System.nanoTime() - taken.element().since < grace.toNanos()) {
        return Optional.empty();
      }
      taken.remove().makeWay();
    }
    Place place = new Place();
    taken.add(place);
    return Optional.of(place);
  }

  /** A place of the thread that has taken it. */
  final class Place implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final long since = System.nanoTime();
    private boolean lost;

    private void makeWay() {
      lost = true;
      // Ends the read that it waits in.
      thread.interrupt();
    }

    /** Returns whether somebody else has got it. */
    boolean isLost() {
      synchronized (ReadingPlaces.this) {
        return lost;
      }
    }

    @Override
    public void close() {
      synchronized (ReadingPlaces.this) {
        taken.remove(this);
        if (lost) {
          // The thread goes on to other requests.
          Thread.interrupted();
        }
      }
    }
  }
}
