package org.metagov.gateway.loss;

import java.util.List;
import org.metagov.gateway.fakes.discourse.FakeDiscourse;
import org.metagov.gateway.testing.FakeServer;

/** Polls on Discourse, each in a topic of its own. */
final class DiscourseCreation extends FakeCreation<FakeDiscourse> {
  DiscourseCreation(History history, long seed) {
    super(new FakeDiscourse(), history, seed);
  }

  @Override
  public String plugin() {
    return "discourse";
  }

  @Override
  public String config(String community) {
    return "{\"api_key\":\"%s\",\"webhook_secret\":\"%s\",\"server_url\":\"%s\"}"
        .formatted(FakeDiscourse.KEY, FakeDiscourse.SECRET, platform().url());
  }

  @Override
  public String process() {
    return "discourse.poll";
  }

  @Override
  public String input(String title) {
    return "{\"title\":\"%s\",\"options\":[\"yes\",\"no\"]}".formatted(question(title));
  }

  @Override
  boolean isCreation(FakeServer.Request request) {
    return request.method().equals("POST") && request.target().equals("/posts.json");
  }

  @Override
  List<String> titles() {
    return platform().titles();
  }
}
