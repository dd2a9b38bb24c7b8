package org.metagov.gateway.loss;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.metagov.gateway.loss.Entry.Created;
import org.metagov.gateway.testing.FakeServer;
import org.metagov.gateway.testing.plugin.FakePlatform;

/**
 * Objects that a plugin of the gateway's own makes on the fake of its platform, which takes its
 * time before and after.
 */
abstract class FakeCreation<P extends FakePlatform> implements RemoteCreation {
  private static final int LONGEST_BEFORE_MILLIS = 40;
  private static final int LONGEST_AFTER_MILLIS = 120;

  /** Long enough for every platform, and the same in a form and in JSON. */
  private static final String QUESTION = "Question-%s-of-many";

  private static final Pattern QUESTIONS = Pattern.compile(QUESTION.formatted("(\\w+)"));

  private final P platform;
  private final AtomicInteger asked = new AtomicInteger();

  /** Objects on {@code platform}, which holds up creations by times that {@code seed} decides. */
  FakeCreation(P platform, History history, long seed) {
    this.platform = platform;
    platform.show(
        new FakePlatform.Onlooker() {
          @Override
          public void arrived(FakeServer.Request request) {
            title(request)
                .ifPresent(
                    title -> {
                      asked.incrementAndGet();
                      pause(title, LONGEST_BEFORE_MILLIS);
                    });
          }

          @Override
          public void done(FakeServer.Request request, FakePlatform.Answer answer) {
            title(request)
                .filter(title -> answer.status() == 200)
                .ifPresent(
                    title -> {
                      history.add(at -> new Created(at, CreationKills.COMMUNITY, "", "", title));
                      pause(title, LONGEST_AFTER_MILLIS);
                    });
          }

          private void pause(String title, int longest) {
            SplittableRandom random = new SplittableRandom(seed * 31 + title.hashCode() + longest);
            Client.pause(Duration.ofMillis(random.nextInt(longest)));
          }
        });
  }

  /** Returns whether {@code request} asks for an object. */
  abstract boolean isCreation(FakeServer.Request request);

  /** Returns the titles of all objects that there are. */
  abstract List<String> titles();

  P platform() {
    return platform;
  }

  /** Returns the title of the object that {@code title} names here. */
  static String question(String title) {
    return QUESTION.formatted(title);
  }

  @Override
  public Path war() {
    return Path.of(System.getProperty("gateway.war"));
  }

  @Override
  public int asked() {
    return asked.get();
  }

  @Override
  public int made(String title) {
    return (int) titles().stream().filter(question(title)::equals).count();
  }

  @Override
  public void close() {
    platform.close();
  }

  private Optional<String> title(FakeServer.Request request) {
    return Optional.of(request)
        .filter(this::isCreation)
        .map(creation -> QUESTIONS.matcher(creation.body()))
        .filter(Matcher::find)
        .map(found -> found.group(1));
  }
}
