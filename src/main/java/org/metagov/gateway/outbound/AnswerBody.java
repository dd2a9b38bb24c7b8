package org.metagov.gateway.outbound;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer, out of the content coding it came in. Both what comes and what it says
 * have a limit: a few bytes can say a lot, and many can say nothing.
 */
final class AnswerBody extends InputStream {
  private final LimitedStream coded;
  private final String coding;
  private final long most;
  private InputStream decoder;
  private LimitedStream plain;
  private boolean unknown;

  AnswerBody(InputStream coded, String coding, long most) {
    this.coded = new LimitedStream(coded, most);
    this.coding = coding;
    this.most = most;
  }

  /** Returns whether it was longer than it may be. */
  boolean isTooLarge() {
    return coded.isTooLarge() || (plain != null && plain.isTooLarge());
  }

  /** Returns whether it came in a coding that nobody here knows. */
  boolean isUnknown() {
    return unknown;
  }

  /** Returns whether it did not come to its end. */
  boolean isBroken() {
    return coded.isBroken();
  }

  @Override
  public int read() throws IOException {
    return plain().read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return plain().read(buffer, offset, length);
  }

  private LimitedStream plain() throws IOException {
    if (plain == null) {
      try {
        decoder = ContentCoding.decoded(coding, coded);
      } catch (ContentCoding.Unknown e) {
        unknown = true;
        throw e;
      }
      plain = new LimitedStream(decoder, most);
    }
    return plain;
  }

  /** Gives back what decoding has taken. */
  void end() {
    if (decoder != null) {
      try {
        decoder.close();
      } catch (IOException e) {
        throw new IllegalStateException("there is nothing left that could fail", e);
      }
    }
  }
}
