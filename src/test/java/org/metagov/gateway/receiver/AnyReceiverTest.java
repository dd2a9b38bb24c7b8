package org.metagov.gateway.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.testing.Strange;

/** Whatever a driver wants of a receiver, it is had, or it is said what is wrong. */
class AnyReceiverTest {
  @Provide
  Arbitrary<JsonValue> bodies() {
    return Strange.object(
        List.of(
            "url",
            "secret",
            "headers",
            "communities",
            "sources",
            "event_types",
            "system_events",
            "enabled",
            "driver_key",
            "Authorization",
            "X-Key"));
  }

  @Provide
  Arbitrary<String> text() {
    return Strange.text();
  }

  @Property
  void aReceiverIsAsItIsAskedForOrInvalid(
      @ForAll("text") String name, @ForAll("bodies") JsonValue body) {
    for (String called : List.of(name, "default")) {
      try {
        DesiredReceiver desired = DesiredReceiver.of(called, body.asJsonObject());
        // What is kept of its filter is read as the same again.
        assertThat(EventFilter.of(desired.filterJson())).isEqualTo(desired.filter());
      } catch (ProblemException e) {
        assertThat(e.type()).isEqualTo(ProblemType.INVALID);
      }
    }
  }

  @Property
  void aSecretIsOneOrIsNotQuoted(@ForAll("text") String text) {
    for (String secret : List.of(text, "whsec_" + text)) {
      try {
        assertThat(SigningSecret.of(secret).text()).isEqualTo(secret);
      } catch (IllegalArgumentException e) {
        if (text.length() > 3 && !"expected whsec_ and 24 to 64 bytes in Base64".contains(text)) {
          assertThat(e.getMessage()).doesNotContain(text);
        }
      }
    }
  }
}
