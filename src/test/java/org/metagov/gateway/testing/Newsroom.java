package org.metagov.gateway.testing;

import java.time.Duration;
import java.util.UUID;

/** A community whose plugin finds events by asking its platform, for the length of a test. */
public final class Newsroom implements AutoCloseable {
  /** How long an interval is at most, with its jitter. */
  public static final Duration WELL_OVER_AN_INTERVAL = Duration.ofMinutes(70);

  private final Api api;
  private final String community;
  private final FakePolls platform = new FakePolls();

  private Newsroom(Api api, String community) {
    this.api = api;
    this.community = community;
  }

  /** Opens one that has {@code news} to tell at once: their types. */
  public static Newsroom open(Api api, String... news) {
    Newsroom room = new Newsroom(api, "n-" + UUID.randomUUID().toString().substring(0, 8));
    room.tell(news);
    return room.enable();
  }

  /** Creates the community, or does so again. */
  public Newsroom enable() {
    String config = "{\"api_key\":\"k\",\"news\":true,\"server_url\":\"" + platform.url() + "\"}";
    String body = "{\"plugins\":[{\"name\":\"tally\",\"config\":" + config + "}]}";
    Api.Reply reply = api.put(path(), body);
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
    return this;
  }

  /** Has {@code news} to tell when it is asked next. */
  public void tell(String... news) {
    for (String type : news) {
      platform.post(type);
    }
  }

  /** Has {@code news} to tell, and is asked. */
  public void publish(String... news) {
    tell(news);
    api.pass(WELL_OVER_AN_INTERVAL);
  }

  /** Returns how often the platform was asked. */
  public long asked() {
    return platform.asked("/news");
  }

  public String community() {
    return community;
  }

  /** Returns the path of the community. */
  public String path() {
    return "/api/internal/community/" + community;
  }

  /** Returns the path of its event log. */
  public String log() {
    return "/api/internal/events?community=" + community;
  }

  @Override
  public void close() {
    api.delete(path());
    platform.close();
  }
}
