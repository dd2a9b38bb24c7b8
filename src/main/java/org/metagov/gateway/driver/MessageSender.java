package org.metagov.gateway.driver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.outbound.DriverAnswer;
import org.metagov.gateway.outbound.DriverHttp;
import org.metagov.gateway.store.StoreClock;

/** Sends a message once, signed as Standard Webhooks 1.0 has it. */
@ApplicationScoped
public class MessageSender {
  @Inject private DriverHttp http;
  @Inject private StoreClock clock;

  /**
   * Sends {@code message}.
   *
   * @param previous the event that was sent to the same receiver before this one
   * @param replay whether it is sent again at somebody's wish
   */
  public Attempt send(Target target, Message message, OptionalLong previous, boolean replay) {
    Envelope envelope = Envelope.of(target.format(), message);
    Map<String, String> headers = headers(target, message.id(), envelope);
    previous.ifPresent(sequence -> headers.put("metagov-previous", Long.toString(sequence)));
    if (replay) {
      headers.put("metagov-replay", "true");
    }
    Instant at = clock.now();
    long start = System.nanoTime();
    DriverAnswer answer = http.post(target.url(), headers, envelope.body());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Attempt(at, took, answer.saying(withoutSecrets(answer.said(), target)));
  }

  /** A driver may say back what it was sent. */
  private static String withoutSecrets(String said, Target target) {
    String safe = said;
    for (String value : target.headers().values().values()) {
      safe = safe.replace(value, "***");
      // Of a scheme and a token, the token by itself, too.
      String token = value.substring(value.indexOf(' ') + 1);
      if (!token.isBlank()) {
        safe = safe.replace(token, "***");
      }
    }
    return safe;
  }

  private static Map<String, String> headers(Target target, String id, Envelope envelope) {
    // By the wall clock, as the receiver compares it with its own.
    long timestamp = Instant.now().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>(target.headers().values());
    headers.putAll(envelope.headers());
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(timestamp));
    if (!target.secrets().isEmpty()) {
      headers.put(
          "webhook-signature",
          target.secrets().stream()
              .map(secret -> secret.sign(id, timestamp, envelope.body()))
              .collect(Collectors.joining(" ")));
    }
    return headers;
  }
}
