package org.metagov.gateway.outbound;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that ends, with an exception, at a number of bytes. Who closes it closes nothing: that
 * would read the rest of an answer, however long.
 */
final class LimitedStream extends InputStream {
  private final InputStream in;
  private long left;
  private boolean tooLarge;
  private boolean broken;

  LimitedStream(InputStream in, long most) {
    this.in = in;
    left = most;
  }

  /** Returns whether there was more than that. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** Returns whether it broke off by itself. */
  boolean isBroken() {
    return broken;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    try {
      count = in.read(buffer, offset, length);
    } catch (IOException e) {
      broken = true;
      throw e;
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
}
