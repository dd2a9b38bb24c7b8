package org.metagov.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.lane.ReplayBody;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.testing.Strange;

class AnyReplayTest {
  @Provide
  Arbitrary<JsonValue> bodies() {
    return Strange.object(List.of("community", "from", "to", "since", "dead_letters"));
  }

  @Property
  void aReplayIsAsItIsAskedForOrInvalid(@ForAll("bodies") JsonValue body) {
    try {
      assertThat(ReplayBody.of(body.asJsonObject()).pick()).isNotNull();
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.INVALID);
    }
  }
}
