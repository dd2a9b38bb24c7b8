package org.metagov.gateway.demo;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * Plays the {@link Story}, and leaves everything running for a person to play with until Ctrl+C;
 * with the system property {@code demo.exit} it ends after the story.
 */
public final class Demo {
  private Demo() {}

  /**
   * Plays.
   *
   * @throws IllegalStateException where a step does not come out as said
   */
  public static void main(String... arguments) throws InterruptedException {
    Stage stage = new Stage("PT10S");
    Thread closing = new Thread(stage::close);
    Runtime.getRuntime().addShutdownHook(closing);
    try (stage) {
      stage.start();
      Story story = play(stage, System.out);
      if (System.getProperty("demo.exit") == null) {
        story.invite();
        new CountDownLatch(1).await();
      }
    }
    Runtime.getRuntime().removeShutdownHook(closing);
  }

  /**
   * Plays the story on {@code stage}, whose gateway is there.
   *
   * @throws IllegalStateException where a step does not come out as said
   */
  public static Story play(Stage stage, PrintStream out) {
    Script script = new Script(out);
    Story story = new Story(stage, script);
    try {
      story.play();
      return story;
    } catch (RuntimeException | AssertionError e) {
      throw new IllegalStateException(
          "The demo stops at " + script.where() + ": " + e.getMessage(), e);
    }
  }
}
