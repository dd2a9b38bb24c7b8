package org.metagov.gateway.background;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for many small tasks. A managed executor would take note of the caller's context for each
 * of them, which they have no use for; the server looks through all jars for it.
 */
public final class BoundedThreads {
  private static final int IDLE_SECONDS = 30;

  private BoundedThreads() {}

  /** Returns an executor of at most {@code most} threads, which end when there is nothing to do. */
  public static ExecutorService of(ThreadFactory threads, int most) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
