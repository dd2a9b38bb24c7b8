package org.metagov.gateway.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.metagov.gateway.address.HttpUrl;
import org.metagov.gateway.address.LoopMark;
import org.metagov.gateway.outbound.CallFailed.Why;
import org.metagov.gateway.settings.Setting;
import org.metagov.gateway.settings.Settings;
import org.metagov.gateway.spi.PlatformResponse;
import org.metagov.gateway.trace.CurrentTrace;
import org.metagov.gateway.trace.Trace;

/**
 * The HTTP client for messages to drivers: no redirects, and of an answer only the head counts; how
 * the body of a refusal begins is kept for people. It has connections of its own, so that platforms
 * that hang do not hold up drivers.
 */
@ApplicationScoped
public class DriverHttp {
  @Inject private Settings settings;
  @Inject private OutboundClients clients;

  private OutboundClient client;
  private Duration limit;

  /** For the container. */
  public DriverHttp() {}

  DriverHttp(OutboundClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  @PostConstruct
  void open() {
    limit = settings.get(Setting.DELIVERY_TIMEOUT);
    client = clients.open();
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /**
   * Posts {@code body} to {@code url}, within {@code metagov.delivery.timeout}.
   *
   * @param headers with the type of the body
   */
  public DriverAnswer post(String url, Map<String, String> headers, String body) {
    HttpUrl target;
    try {
      target = HttpUrl.of(url);
    } catch (IllegalArgumentException e) {
      // Stored by an earlier version, which took it.
      return unanswered("Its URL " + e.getMessage(), true);
    }
    try (Exchange exchange = client.send(request(target, headers, body), target, limit)) {
      PlatformResponse head = exchange.head();
      byte[] begin = exchange.drain();
      DriverAnswer answer = new DriverAnswer(head.status(), RetryAfter.of(head), "", false);
      return isRead(head) ? answer.saying(new String(begin, StandardCharsets.UTF_8)) : answer;
    } catch (CallFailed e) {
      return unanswered(e.told(target.place(), limit), e.why() == Why.FORBIDDEN);
    }
  }

  /** What is taken needs no words, and what is packed has none. */
  private static boolean isRead(PlatformResponse head) {
    return head.status() / 100 != 2 && head.header("Content-Encoding").isEmpty();
  }

  private static HttpUriRequestBase request(
      HttpUrl target, Map<String, String> headers, String body) {
    HttpUriRequestBase request = OutboundClient.request("POST", target);
    headers.forEach(request::setHeader);
    // Whatever the receiver's own headers are.
    request.setHeader(LoopMark.HEADER, LoopMark.NAME);
    request.setHeader(Trace.HEADER, CurrentTrace.get().parent());
    request.setEntity(new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), null));
    return request;
  }

  private static DriverAnswer unanswered(String error, boolean forbidden) {
    return new DriverAnswer(0, Optional.empty(), error, forbidden);
  }
}
