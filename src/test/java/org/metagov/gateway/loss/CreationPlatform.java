package org.metagov.gateway.loss;

import java.util.Arrays;

/** Where the phase {@code creations} has objects made. */
enum CreationPlatform {
  TALLY("tally") {
    @Override
    RemoteCreation open(History history, long seed) {
      return new TallyCreation(new LossPlatform(history, seed), LossRun.war());
    }
  },
  LOOMIO("loomio") {
    @Override
    RemoteCreation open(History history, long seed) {
      return LoomioCreation.ofToday(history, seed);
    }
  },
  LOOMIO_OF_2021("loomio-b1") {
    @Override
    RemoteCreation open(History history, long seed) {
      return LoomioCreation.of2021(history, seed);
    }
  },
  OPEN_COLLECTIVE("opencollective") {
    @Override
    RemoteCreation open(History history, long seed) {
      return new OpenCollectiveCreation(history, seed);
    }
  },
  DISCOURSE("discourse") {
    @Override
    RemoteCreation open(History history, long seed) {
      return new DiscourseCreation(history, seed);
    }
  };

  private final String word;

  CreationPlatform(String word) {
    this.word = word;
  }

  /** Opens it, as yet without any object. */
  abstract RemoteCreation open(History history, long seed);

  /** Returns the one that {@code loss.platforms} calls {@code word}. */
  static CreationPlatform of(String word) {
    return Arrays.stream(values())
        .filter(platform -> platform.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("loss.platforms: no platform " + word));
  }

  @Override
  public String toString() {
    return word;
  }
}
