package org.metagov.gateway.loss;

import java.util.List;
import org.metagov.gateway.fakes.loomio.FakeLoomio;
import org.metagov.gateway.testing.FakeServer;

/** Polls on Loomio; only the API of today can be searched. */
final class LoomioCreation extends FakeCreation<FakeLoomio> {
  private final boolean isOf2021;

  private LoomioCreation(FakeLoomio loomio, boolean isOf2021, History history, long seed) {
    super(loomio, history, seed);
    this.isOf2021 = isOf2021;
  }

  static LoomioCreation ofToday(History history, long seed) {
    return new LoomioCreation(new FakeLoomio(), false, history, seed);
  }

  static LoomioCreation of2021(History history, long seed) {
    return new LoomioCreation(FakeLoomio.of2021(), true, history, seed);
  }

  @Override
  public String plugin() {
    return "loomio";
  }

  @Override
  public String config(String community) {
    String key =
        isOf2021
            ? "\"api_key\":\"%s\"".formatted(FakeLoomio.GROUP_KEY)
            : "\"api_key\":\"%s\",\"group_id\":%d".formatted(FakeLoomio.KEY, FakeLoomio.GROUP);
    return "{%s,\"server_url\":\"%s\"}".formatted(key, platform().url());
  }

  @Override
  public String process() {
    return "loomio.poll";
  }

  @Override
  public String input(String title) {
    return "{\"title\":\"%s\",\"options\":[\"agree\",\"disagree\"],\"closing_at\":\"2099-12-01\"}"
        .formatted(question(title));
  }

  @Override
  public boolean isSearchable() {
    return !isOf2021;
  }

  @Override
  public List<String> clues(String title) {
    return isOf2021 ? List.of(platform().url(), question(title)) : List.of();
  }

  @Override
  boolean isCreation(FakeServer.Request request) {
    return request.method().equals("POST") && request.target().endsWith("/polls");
  }

  @Override
  List<String> titles() {
    return platform().polls().stream().map(poll -> poll.getString("title")).toList();
  }
}
