package org.metagov.gateway.loss;

import java.nio.file.Path;

/** Polls of the tally plugin. */
record TallyCreation(LossPlatform platform, Path war) implements RemoteCreation {
  @Override
  public String plugin() {
    return "tally";
  }

  @Override
  public String config(String community) {
    return "{\"api_key\":\"k\",\"server_url\":\"" + platform.url(community) + "\"}";
  }

  @Override
  public String process() {
    return "tally.poll";
  }

  @Override
  public String input(String title) {
    return "{\"title\":\"" + title + "\"}";
  }

  @Override
  public int asked() {
    return platform.asked();
  }

  @Override
  public int made(String title) {
    return platform.polls(title);
  }

  @Override
  public void close() {
    platform.close();
  }
}
