package org.metagov.gateway.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.metagov.gateway.event.Message;
import org.metagov.gateway.json.JsonText;
import org.metagov.gateway.receiver.EventFormat;
import org.metagov.gateway.trace.Trace;

/** The form of an event, as the SDK of the CloudEvents project reads it. */
class EnvelopeTest {
  private static final Instant AT = Instant.parse("2026-11-29T12:00:00.123456Z");
  private static final String BODY =
      "{\"id\":\"evt_1\",\"community\":\"garden\",\"data\":{\"weight\":1.5,\"name\":\"Bäume\"}}";

  private static Message message(String stream, String source, String type) {
    return new Message("evt_1", stream, 3, source, type, BODY, AT, Trace.begin());
  }

  private static MessageReader reader(Envelope envelope) {
    return HttpMessageFactory.createReader(
        envelope.headers(), envelope.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String data(CloudEvent event) {
    return new String(event.getData().toBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOUDEVENTS_BINARY", "CLOUDEVENTS_STRUCTURED"})
  void theSdkReadsBothForms(EventFormat format) {
    MessageReader reader =
        reader(Envelope.of(format, message("community/garden", "loomio", "vote_cast")));
    assertThat(reader.getEncoding())
        .isEqualTo(
            format == EventFormat.CLOUDEVENTS_BINARY ? Encoding.BINARY : Encoding.STRUCTURED);
    CloudEvent event = reader.toEvent();
    assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(event.getId()).isEqualTo("evt_1");
    assertThat(event.getSource()).hasToString("urn:metagov:community:garden:loomio");
    assertThat(event.getType()).isEqualTo("org.metagov.loomio.vote_cast");
    assertThat(event.getTime()).isEqualTo(AT.atOffset(ZoneOffset.UTC));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getExtensionNames()).isEmpty();
    assertThat(JsonText.parse(data(event))).isEqualTo(JsonText.parse(BODY));
  }

  @Test
  void theTextOfTheLogIsSentAsItIs() {
    Message message = message("community/garden", "loomio", "vote_cast");
    assertThat(Envelope.of(EventFormat.METAGOV, message).body()).isEqualTo(BODY);
    assertThat(Envelope.of(EventFormat.CLOUDEVENTS_BINARY, message).body()).isEqualTo(BODY);
    assertThat(Envelope.of(EventFormat.CLOUDEVENTS_STRUCTURED, message).body())
        .endsWith(",\"data\":" + BODY + "}");
  }

  @Test
  void whatNobodyAsksForHasNoAttributes() {
    assertThat(
            Envelope.of(EventFormat.METAGOV, message("community/garden", "loomio", "vote_cast"))
                .headers())
        .containsOnly(java.util.Map.entry("Content-Type", "application/json"));
  }

  @Test
  void aTypeOfAnyLettersStandsInAHeader() {
    Envelope envelope =
        Envelope.of(EventFormat.CLOUDEVENTS_BINARY, message("community/g", "x", "Größe \"%\"\n☂"));
    assertThat(envelope.headers())
        .containsEntry("ce-type", "org.metagov.x.Gr%C3%B6%C3%9Fe%20%22%25%22%0A%E2%98%82");
    assertThat(
            reader(
                    Envelope.of(
                        EventFormat.CLOUDEVENTS_STRUCTURED,
                        message("community/g", "x", "Größe \"%\"\n☂")))
                .toEvent()
                .getType())
        .isEqualTo("org.metagov.x.Größe \"%\"\n☂");
  }

  @Test
  void theGatewaysOwnEventsAreOfTheGateway() {
    assertThat(
            reader(
                    Envelope.of(
                        EventFormat.CLOUDEVENTS_BINARY,
                        message("gateway", Message.GATEWAY, "receiver_down")))
                .toEvent()
                .getSource())
        .hasToString("urn:metagov:gateway:metagov");
    // That of a test stands in no log.
    assertThat(
            Envelope.of(EventFormat.CLOUDEVENTS_BINARY, message("", Message.GATEWAY, "test"))
                .headers())
        .containsEntry("ce-source", "urn:metagov:gateway:metagov");
  }
}
