package org.metagov.gateway.loss;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.metagov.gateway.loss.Entry.Down;
import org.metagov.gateway.loss.Entry.Ending;
import org.metagov.gateway.loss.Entry.Launched;
import org.metagov.gateway.loss.Entry.Up;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Folder;
import org.metagov.gateway.testing.GatewayProcess;

/** The gateway, run after run, on the same data. */
final class Node implements AutoCloseable {
  private final History history;
  private final Supplier<GatewayProcess.Options> options;
  private int run;
  private Optional<GatewayProcess> running = Optional.empty();

  Node(History history, Supplier<GatewayProcess.Options> options) {
    this.history = history;
    this.options = options;
  }

  /** Starts the next run, and waits until it is ready. */
  void start() {
    launched();
    GatewayProcess started = options.get().start();
    int ready = run;
    history.add(at -> new Up(at, ready));
    is(Optional.of(started));
  }

  /** Starts the next run, and kills it so long after its launch. */
  void startAndKill(Duration after) {
    launched();
    GatewayProcess started = options.get().launch();
    Client.pause(after);
    started.kill9();
    ended(Ending.KILLED);
  }

  /** Ends this run. */
  void end(Ending how) {
    GatewayProcess gateway = running.orElseThrow();
    if (how == Ending.KILLED) {
      gateway.kill9();
    } else {
      gateway.stop();
    }
    is(Optional.empty());
    ended(how);
  }

  /** Returns a client of the run that is ready, once there is one; empty where the time is up. */
  synchronized Optional<Api> await(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (running.isEmpty()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return running.map(GatewayProcess::api);
  }

  @Override
  public void close() {
    running.ifPresent(GatewayProcess::close);
  }

  private synchronized void is(Optional<GatewayProcess> now) {
    running = now;
    notifyAll();
  }

  private void launched() {
    int next = ++run;
    history.add(at -> new Launched(at, next));
  }

  private void ended(Ending how) {
    int over = run;
    // Now that it is dead: all that it has sent came before.
    history.add(at -> new Down(at, over, how));
    sweep();
  }

  /** What a killed server leaves in the temporary folder would fill the disk. */
  private static void sweep() {
    Folder.delete(GatewayProcess.folder("tmp"));
  }
}
