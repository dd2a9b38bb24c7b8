package org.metagov.gateway.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up on threads of its own: nothing else ends a look-up that hangs. Whoever asks for a
 * name that is looked up already waits for that answer.
 */
final class NameLookup {
  private static final int MOST = 256;

  private final Map<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();
  private final Names names;
  private final Executor threads;
  private final Duration patience;

  /** Where names are looked up. */
  @FunctionalInterface
  interface Names {
    /** Returns the addresses of {@code host}, in the order in which they are to be tried. */
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** Looks up by {@code names} on {@code threads}, and waits no longer than {@code patience}. */
  NameLookup(Names names, Executor threads, Duration patience) {
    this.names = names;
    this.threads = threads;
    this.patience = patience;
  }

  /**
   * Returns the addresses of {@code host}.
   *
   * @throws UnknownHostException where there are none, or nobody has told them in time
   */
  List<InetAddress> find(String host) throws UnknownHostException {
    try {
      return ask(host).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    } catch (TimeoutException | ExecutionException e) {
      throw new UnknownHostException(host);
    }
  }

  private CompletableFuture<List<InetAddress>> ask(String host) throws UnknownHostException {
    if (running.size() >= MOST && !running.containsKey(host)) {
      throw new UnknownHostException("too many names are looked up");
    }
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> other = running.putIfAbsent(host, mine);
    if (other != null) {
      return other;
    }
    threads.execute(() -> look(host, mine));
    return mine;
  }

  private void look(String host, CompletableFuture<List<InetAddress>> answer) {
    try {
      answer.complete(List.of(names.addresses(host)));
    } catch (UnknownHostException | RuntimeException e) {
      answer.completeExceptionally(e);
    } finally {
      running.remove(host, answer);
    }
  }
}
