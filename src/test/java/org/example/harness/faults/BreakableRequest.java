package org.example.harness.faults;

import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.metagov.gateway.spi.FormPart;
import org.metagov.gateway.spi.PlatformRequest;
import org.metagov.gateway.spi.PlatformResponse;

/** A request to a platform with a fault point around its sending. */
record BreakableRequest(PlatformRequest request, String point) implements PlatformRequest {
  @Override
  public PlatformRequest header(String name, String value) {
    request.header(name, value);
    return this;
  }

  @Override
  public PlatformRequest json(JsonValue body) {
    request.json(body);
    return this;
  }

  @Override
  public PlatformRequest form(Map<String, List<String>> fields) {
    request.form(fields);
    return this;
  }

  @Override
  public PlatformRequest multipart(List<FormPart> parts) {
    request.multipart(parts);
    return this;
  }

  @Override
  public PlatformRequest body(String contentType, byte[] bytes) {
    request.body(contentType, bytes);
    return this;
  }

  @Override
  public PlatformRequest bucket(String route, String subject) {
    request.bucket(route, subject);
    return this;
  }

  @Override
  public PlatformRequest leaveAlone(Function<PlatformResponse, Optional<Duration>> wait) {
    request.leaveAlone(wait);
    return this;
  }

  @Override
  public PlatformRequest accept(int... statuses) {
    request.accept(statuses);
    return this;
  }

  @Override
  public PlatformResponse send() {
    return sent(request::send);
  }

  @Override
  public <T> T stream(Reader<T> reader) {
    return sent(() -> request.stream(reader));
  }

  private <T> T sent(Supplier<T> call) {
    Unit.reach(point, Moment.BEFORE);
    try {
      return call.get();
    } finally {
      // Whatever the platform has answered, nobody hears of it.
      Unit.reach(point, Moment.AFTER);
    }
  }
}
