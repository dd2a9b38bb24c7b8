package org.metagov.gateway.proxies;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Speaks HTTP/2 by TLS (RFC 9113) as no client would: names and values of headers go as they are,
 * whatever is in them, and a body is as long as it is, whatever is said of it.
 */
final class RawHttp2 {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int STREAM = 1;
  private static final int LONGEST = 16_384;

  /** The answers that have a number of their own (RFC 7541, appendix A). */
  private static final Map<Integer, Integer> STATUSES =
      Map.of(0x88, 200, 0x89, 204, 0x8a, 206, 0x8b, 304, 0x8c, 400, 0x8d, 404, 0x8e, 500);

  private RawHttp2() {}

  /** A header, or one of those that begin with a colon. */
  record Field(String name, String value) {}

  /**
   * A request as it is sent.
   *
   * @param fields what it begins with
   * @param body each character one byte
   * @param trailer what it ends with; empty: nothing
   */
  record Request(List<Field> fields, String body, List<Field> trailer) {}

  /**
   * What came back.
   *
   * @param status 0 where there was no answer
   * @param refused whether the stream, or the connection, was reset
   */
  record Answer(int status, boolean refused) {}

  /** Sends {@code request} on a connection of its own; waits for the answer for so long. */
  static Answer send(SSLContext trust, URI at, Request request, int patienceMillis) {
    try (SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket(at.getHost(), at.getPort())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      if (!socket.getApplicationProtocol().equals("h2")) {
        throw new AssertionError("the proxy does not speak HTTP/2");
      }
      socket.setSoTimeout(patienceMillis);
      OutputStream out = socket.getOutputStream();
      out.write(whole(request));
      out.flush();
      return read(new DataInputStream(socket.getInputStream()), out);
    } catch (SSLException | SocketException e) {
      return new Answer(0, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] whole(Request request) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(PREFACE);
    frame(out, SETTINGS, 0, 0, new byte[0]);
    boolean more = !request.trailer().isEmpty();
    boolean bodiless = request.body().isEmpty() && !more;
    frame(
        out,
        HEADERS,
        bodiless ? END_HEADERS | END_STREAM : END_HEADERS,
        STREAM,
        packed(request.fields()));
    if (!bodiless) {
      byte[] body = request.body().getBytes(StandardCharsets.ISO_8859_1);
      frame(out, DATA, more ? 0 : END_STREAM, STREAM, body);
    }
    if (more) {
      frame(out, HEADERS, END_HEADERS | END_STREAM, STREAM, packed(request.trailer()));
    }
    return out.toByteArray();
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] content)
      throws IOException {
    if (content.length > LONGEST) {
      throw new IllegalArgumentException("a frame has 16 KiB at most");
    }
    out.write(new byte[] {0, (byte) (content.length >> 8), (byte) content.length});
    out.write(new byte[] {(byte) type, (byte) flags, 0, 0, 0, (byte) stream});
    out.write(content);
  }

  /** Each by its name and value, without a code and without an index (RFC 7541, 6.2.2). */
  private static byte[] packed(List<Field> fields) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      out.write(0);
      text(out, field.name());
      text(out, field.value());
    }
    return out.toByteArray();
  }

  private static void text(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int rest = bytes.length - 127;
    if (rest < 0) {
      out.write(bytes.length);
    } else {
      out.write(127);
      for (; rest >= 128; rest >>= 7) {
        out.write(rest % 128 + 128);
      }
      out.write(rest);
    }
    out.write(bytes);
  }

  private static Answer read(DataInputStream in, OutputStream out) throws IOException {
    int status = 0;
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] content = in.readNBytes(length);
        if (type == SETTINGS && (flags & ACK) == 0) {
          frame(out, SETTINGS, ACK, 0, new byte[0]);
          out.flush();
        } else if (type == PING && (flags & ACK) == 0) {
          frame(out, PING, ACK, 0, content);
          out.flush();
        } else if (type == GOAWAY || (type == RST_STREAM && status == 0)) {
          return new Answer(status, true);
        } else if (type == HEADERS && stream == STREAM && status == 0) {
          int told = status(content);
          status = told < 200 ? 0 : told;
        }
        if (stream == STREAM && type <= HEADERS && (flags & END_STREAM) != 0) {
          return new Answer(status, false);
        }
      }
    } catch (EOFException | SocketException | SSLException e) {
      return new Answer(status, true);
    } catch (SocketTimeoutException e) {
      return new Answer(status, false);
    }
  }

  /** It comes first, behind what is said of the table, which is a byte each here. */
  private static int status(byte[] packed) {
    int at = 0;
    while ((packed[at] & 0xe0) == 0x20) {
      at++;
    }
    Integer numbered = STATUSES.get(packed[at] & 0xff);
    return numbered == null ? digits(Arrays.copyOfRange(packed, at + 1, packed.length)) : numbered;
  }

  /** Three digits, as they are, or in the code of RFC 7541, appendix B: 5 bits, or 6. */
  private static int digits(byte[] text) {
    if ((text[0] & 0x80) == 0) {
      return Integer.parseInt(new String(text, 1, text[0], StandardCharsets.US_ASCII));
    }
    String bits =
        new BigInteger(1, Arrays.copyOfRange(text, 1, 1 + (text[0] & 0x7f))).setBit(64).toString(2);
    String coded = bits.substring(65 - 8 * (text[0] & 0x7f));
    int number = 0;
    for (int i = 0, at = 0; i < 3; i++) {
      int small = Integer.parseInt(coded.substring(at, at + 5), 2);
      boolean isSmall = small <= 2;
      int digit = isSmall ? small : Integer.parseInt(coded.substring(at, at + 6), 2) - 0x19 + 3;
      at += isSmall ? 5 : 6;
      number = 10 * number + digit;
    }
    return number;
  }
}
