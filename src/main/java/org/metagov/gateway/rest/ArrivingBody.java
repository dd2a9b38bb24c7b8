package org.metagov.gateway.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;

/**
 * A body that comes in bit by bit. When it is complete, or is given up, its request goes on. Those
 * of all requests together have a bound, and so has the time.
 */
final class ArrivingBody implements ReadListener, AsyncListener {
  private static final int AT_ONCE = 2_000;
  private static final long BYTES_AT_ONCE = Runtime.getRuntime().maxMemory() / 8;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final int CHUNK = 8_192;

  private static final AtomicInteger BODIES = new AtomicInteger();
  private static final AtomicLong BYTES = new AtomicLong();

  private final AsyncContext async;
  private final ServletInputStream in;
  private final long most;
  private final Duration longest;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean ended;
  private ProblemException failure;

  /** The body of a request that was made asynchronous; nobody reads on after {@code most} bytes. */
  ArrivingBody(AsyncContext async, long most, Duration longest) throws IOException {
    this.async = async;
    this.most = most;
    this.longest = longest;
    in = async.getRequest().getInputStream();
  }

  /** Returns at once; the request is dispatched again when there is nothing to wait for. */
  void await() {
    BODIES.incrementAndGet();
    async.addListener(this);
    async.setTimeout(longest.toMillis());
    if (BODIES.get() > AT_ONCE) {
      end(busy());
    } else {
      in.setReadListener(this);
    }
  }

  /** Returns {@code request} with what has come. */
  synchronized HttpServletRequest in(HttpServletRequest request) {
    return new ArrivedRequest(request, bytes.toByteArray(), failure);
  }

  @Override
  public synchronized void onDataAvailable() throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (!ended && in.isReady()) {
      int count = in.read(chunk);
      if (count < 0) {
        return;
      }
      bytes.write(chunk, 0, count);
      if (BYTES.addAndGet(count) > BYTES_AT_ONCE) {
        end(busy());
      } else if (bytes.size() > most) {
        end(new ProblemException(ProblemType.INVALID, "The body was not read to its end"));
      }
    }
  }

  @Override
  public void onAllDataRead() {
    end(null);
  }

  @Override
  public void onError(Throwable thrown) {
    end(new ProblemException(ProblemType.INVALID, "The body did not come to its end", thrown));
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end(new ProblemException(ProblemType.INVALID, "The body came too slowly"));
  }

  @Override
  public synchronized void onComplete(AsyncEvent event) {
    BODIES.decrementAndGet();
    BYTES.addAndGet(-bytes.size());
  }

  @Override
  public synchronized void onError(AsyncEvent event) {
    ended = true;
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }

  private synchronized void end(ProblemException why) {
    if (!ended) {
      ended = true;
      failure = why;
      async.dispatch();
    }
  }

  private static ProblemException busy() {
    return ProblemException.passing(
        ProblemType.BUSY, "Too many requests are being read", RETRY_AFTER);
  }
}
