package org.metagov.gateway.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import org.metagov.gateway.problem.ProblemException;

/** A request whose body is in memory: all of it, or what came before it was given up. */
final class ArrivedRequest extends HttpServletRequestWrapper {
  private final Body body;

  /** {@code failure} says why the body was given up; null: it was not. */
  ArrivedRequest(HttpServletRequest request, byte[] bytes, ProblemException failure) {
    super(request);
    body = new Body(bytes, failure);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  private static final class Body extends ServletInputStream {
    private final ByteArrayInputStream bytes;
    private final ProblemException failure;

    Body(byte[] bytes, ProblemException failure) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.failure = failure;
    }

    @Override
    public int read() {
      return end(bytes.read());
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return end(bytes.read(target, offset, length));
    }

    private int end(int read) {
      if (read < 0 && failure != null) {
        throw failure;
      }
      return read;
    }

    @Override
    public int available() {
      // Who asks whether there is a body is not to meet the failure.
      return failure == null ? bytes.available() : Math.max(1, bytes.available());
    }

    @Override
    public boolean isFinished() {
      return failure == null && bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("the body is there");
    }
  }
}
