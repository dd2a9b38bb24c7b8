package org.metagov.gateway.key;

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

/** Whatever is taken for a key, or asked for as one, is a key or refused. */
class AnyKeyTest {
  @Provide
  Arbitrary<String> text() {
    return Strange.text();
  }

  @Provide
  Arbitrary<JsonValue> bodies() {
    return Strange.object(List.of("name", "scope", "communities", "expires_at"));
  }

  @Property
  void whatIsNoKeyIsNone(@ForAll("text") String text) {
    DriverKeyText.of(text).ifPresent(key -> assertThat(key.text()).isEqualTo(text));
  }

  @Property
  void aKeyIsAsItIsAskedForOrInvalid(@ForAll("bodies") JsonValue body) {
    try {
      assertThat(DesiredKey.of(body.asJsonObject()).name()).isNotBlank();
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.INVALID);
      assertThat(e.errors()).isNotEmpty();
    }
  }
}
