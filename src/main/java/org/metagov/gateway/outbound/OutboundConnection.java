package org.metagov.gateway.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that hands out every status it has read, whatever comes behind it, and that is used
 * again only where nothing came behind the last answer: else the next one would begin with it.
 *
 * <p>Its socket is a channel's. So an interrupt of the caller ends what it waits for, and to see
 * whether the other side has hung up takes no time.
 */
final class OutboundConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(16_384).setMaxHeaderCount(200).build();

  private volatile boolean closed;
  private volatile boolean answered;
  private volatile boolean looking;
  private boolean inOrder = true;
  private IOException cutShort;

  OutboundConnection() {
    super(LIMITS, null, null, null, null, null, new DefaultHttpResponseParserFactory(LIMITS));
  }

  @Override
  public void bind(Socket socket) throws IOException {
    bind(new Holder(socket));
  }

  @Override
  public void bind(SSLSocket tls, Socket socket) throws IOException {
    bind(new Holder(tls, socket));
  }

  @Override
  protected void bind(SocketHolder holder) throws IOException {
    super.bind(holder);
    // Given up on the way here: the next address of the name must not be tried any more.
    if (closed) {
      super.close(CloseMode.IMMEDIATE);
      holder.getSocket().close();
      throw new InterruptedIOException("given up");
    }
  }

  @Override
  public Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public void sendRequestEntity(ClassicHttpRequest request) throws HttpException, IOException {
    try {
      super.sendRequestEntity(request);
    } catch (IOException e) {
      hearOut(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      super.flush();
    } catch (IOException e) {
      hearOut(e);
    }
  }

  /** Who does not read on may have answered all the same. */
  private void hearOut(IOException failure) throws IOException {
    inOrder = false;
    if (!isOpen() || Thread.currentThread().isInterrupted()) {
      throw failure;
    }
    cutShort = cutShort == null ? failure : cutShort;
  }

  @Override
  public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
    answered = false;
    super.sendRequestHeader(request);
  }

  @Override
  public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
    try {
      ClassicHttpResponse head = super.receiveResponseHeader();
      answered = true;
      inOrder &= !announcesForbiddenBody(head);
      return head;
    } catch (IOException e) {
      throw cutShort == null ? e : cutShort;
    }
  }

  /** Whether a body is to follow that its status forbids: where it ends is anybody's guess. */
  private static boolean announcesForbiddenBody(ClassicHttpResponse head) {
    int status = head.getCode();
    boolean bodiless =
        status == HttpStatus.SC_NO_CONTENT
            || status == HttpStatus.SC_RESET_CONTENT
            || status == HttpStatus.SC_NOT_MODIFIED;
    Header length = head.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
    return bodiless
        && (head.containsHeader(HttpHeaders.TRANSFER_ENCODING)
            || (length != null && !length.getValue().equals("0")));
  }

  @Override
  public void receiveResponseEntity(ClassicHttpResponse response) throws IOException {
    try {
      super.receiveResponseEntity(response);
    } catch (HttpException e) {
      // Nobody knows where the body ends. What it is the body of is known.
      inOrder = false;
      response.setEntity(new InputStreamEntity(new Unreadable(e), null));
    }
  }

  @Override
  public boolean isConsistent() {
    return inOrder && super.isConsistent();
  }

  @Override
  public boolean isStale() {
    try {
      return !isOpen() || hasUnread() || !isQuiet();
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether something was read that belongs to no answer. */
  private boolean hasUnread() throws IOException {
    looking = true;
    try {
      return isDataAvailable(Timeout.ofMilliseconds(1))
          || (getSocket() instanceof SSLSocket tls && tls.getInputStream().available() > 0);
    } finally {
      looking = false;
    }
  }

  /** Whether the other side has said nothing, not even that it hangs up. */
  private boolean isQuiet() throws IOException {
    SocketChannel channel = getSocketHolder().getBaseSocket().getChannel();
    if (channel == null) {
      return false;
    }
    channel.configureBlocking(false);
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } finally {
      channel.configureBlocking(true);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    super.close();
  }

  @Override
  public void close(CloseMode mode) {
    closed = true;
    SocketHolder holder = getSocketHolder();
    if (answered && holder != null) {
      // Not by a reset, as it would be below: who has answered has done nothing to deserve one.
      Closer.closeQuietly(holder.getBaseSocket());
    }
    super.close(mode);
  }

  @Override
  public void passivate() {
    // Nothing to do: no read has a time-out of its own, the call has.
  }

  @Override
  public void activate() {
    // As above.
  }

  /** A socket whose stream shows what is buffered without waiting for more. */
  private final class Holder extends SocketHolder {
    Holder(Socket socket) {
      super(socket);
    }

    Holder(SSLSocket tls, Socket socket) {
      super(tls, socket);
    }

    @Override
    protected InputStream getInputStream(Socket socket) throws IOException {
      InputStream in = socket.getInputStream();
      return new InputStream() {
        @Override
        public int read() throws IOException {
          return in.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          if (looking) {
            throw new NothingYet();
          }
          return in.read(buffer, offset, length);
        }
      };
    }
  }

  /** Thrown before each use of a connection: to find out where that was would cost more. */
  private static final class NothingYet extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** A body that cannot be told from what follows it. */
  private static final class Unreadable extends InputStream {
    private final HttpException why;

    Unreadable(HttpException why) {
      this.why = why;
    }

    @Override
    public int read() throws IOException {
      throw new IOException(why);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return read();
    }
  }
}
