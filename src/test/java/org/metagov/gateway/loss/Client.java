package org.metagov.gateway.loss;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.metagov.gateway.loss.Entry.Accepted;
import org.metagov.gateway.loss.Entry.Asked;
import org.metagov.gateway.loss.Entry.GivenUp;
import org.metagov.gateway.testing.Api;
import org.metagov.gateway.testing.Api.Reply;

/** Asks the gateway again and again until it says yes, as platforms and drivers do. */
record Client(Node node, History history, Duration patience) {
  private static final int SHORTEST_PAUSE = 100;
  private static final int LONGEST_PAUSE = 300;

  /**
   * Has {@code op} done.
   *
   * @param call what is asked, always with the same id
   * @param yes whether that is an acceptance
   * @return the answer that was one
   */
  Optional<Reply> until(Asked op, Function<Api, Reply> call, Predicate<Reply> yes) {
    history.add(at -> new Asked(at, op.op(), op.kind(), op.community(), op.what()));
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<Reply> last = Optional.empty();
    for (int tries = 1; System.nanoTime() - deadline < 0; tries++) {
      Optional<Reply> reply = once(call);
      last = reply.isPresent() ? reply : last;
      if (reply.filter(yes).isPresent()) {
        accepted(op, reply.get(), tries);
        return reply;
      }
      pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(SHORTEST_PAUSE, LONGEST_PAUSE)));
    }
    int status = last.map(Reply::status).orElse(0);
    String text = last.map(Reply::text).orElse("");
    history.add(at -> new GivenUp(at, op.op(), status, text));
    return Optional.empty();
  }

  /** Asks once, when the gateway is up; empty where it does not answer. */
  Optional<Reply> once(Function<Api, Reply> call) {
    Optional<Api> api = node.await(patience);
    if (api.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(call.apply(api.get()));
    } catch (UncheckedIOException e) {
      // It died, or is stopping.
      return Optional.empty();
    }
  }

  private void accepted(Asked op, Reply reply, int tries) {
    String answer = reply.header("Location").orElseGet(reply::text);
    history.add(at -> new Accepted(at, op.op(), reply.status(), tries, answer));
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
