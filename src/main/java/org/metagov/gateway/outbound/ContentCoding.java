package org.metagov.gateway.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The content codings (RFC 9110) in which an answer may come although none was asked for: static
 * files are kept so, and some caches send what they have.
 */
final class ContentCoding {
  /** The lower half of the first byte of a zlib stream (RFC 1950). */
  private static final int ZLIB = 8;

  private ContentCoding() {}

  /** A coding that nobody here knows. */
  static final class Unknown extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Returns what {@code in} says in {@code coding}; whoever reads it sees to how much that is.
   *
   * @throws IOException where it is not in that coding
   */
  static InputStream decoded(String coding, InputStream in) throws IOException {
    String name = coding.strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.equals("identity")) {
      return in;
    }
    PushbackInputStream start = new Start(in);
    int first = start.read();
    if (first < 0) {
      return InputStream.nullInputStream();
    }
    start.unread(first);
    return switch (name) {
      case "gzip", "x-gzip" -> new GZIPInputStream(start);
      case "deflate" -> inflated(start, first);
      default -> throw new Unknown();
    };
  }

  /** As RFC 9110 has it, or without the wrapping, as some servers have it. */
  private static InputStream inflated(InputStream in, int first) {
    Inflater inflater = new Inflater((first & 0xf) != ZLIB);
    return new InflaterInputStream(in, inflater) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end();
      }
    };
  }

  /** A stream that may always have more: else a second part of a gzip file would be left out. */
  private static final class Start extends PushbackInputStream {
    Start(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
