package org.metagov.gateway.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An answer that ends, with an exception, at a number of bytes or a point in time, whatever the
 * platform does: one that trickles is closed under the reader.
 */
final class LimitedStream extends InputStream {
  private final InputStream in;
  private final CompletableFuture<Void> watch = new CompletableFuture<>();
  private long left;
  private volatile boolean late;
  private boolean tooLarge;

  LimitedStream(InputStream in, long most, Duration within) {
    this.in = in;
    left = most;
    // The time-out runs on the JDK's own timer, and leaves it as soon as the watch completes.
    watch.orTimeout(within.toNanos(), TimeUnit.NANOSECONDS).exceptionally(this::expire);
  }

  boolean isLate() {
    return late;
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (late) {
      throw new IOException("out of time");
    }
    if (count > 0) {
      left -= count;
      if (left < 0) {
        tooLarge = true;
        throw new IOException("too large");
      }
    }
    return count;
  }

  @Override
  public void close() {
    watch.complete(null);
    closeQuietly();
  }

  private Void expire(Throwable timeout) {
    late = true;
    closeQuietly();
    return null;
  }

  private void closeQuietly() {
    try {
      in.close();
    } catch (IOException e) {
      // The connection is given up; there is nobody to tell.
    }
  }
}
