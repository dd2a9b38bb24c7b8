package org.metagov.gateway.loss;

import java.util.List;
import org.metagov.gateway.fakes.opencollective.FakeOpenCollective;
import org.metagov.gateway.testing.FakeServer;

/** Conversations on Open Collective. */
final class OpenCollectiveCreation extends FakeCreation<FakeOpenCollective> {
  OpenCollectiveCreation(History history, long seed) {
    super(new FakeOpenCollective(), history, seed);
    platform().limit(Integer.MAX_VALUE);
  }

  @Override
  public String plugin() {
    return "opencollective";
  }

  @Override
  public String config(String community) {
    return "{\"collective_slug\":\"metagov\",\"personal_token\":\"%s\",\"server_url\":\"%s\"}"
        .formatted(FakeOpenCollective.PERSONAL_TOKEN, platform().url());
  }

  @Override
  public String process() {
    return "opencollective.vote";
  }

  @Override
  public String input(String title) {
    return "{\"title\":\"" + question(title) + "\"}";
  }

  @Override
  boolean isCreation(FakeServer.Request request) {
    return request.body().contains("createConversation");
  }

  @Override
  List<String> titles() {
    return platform().conversations().stream().map(each -> each.getString("title")).toList();
  }
}
