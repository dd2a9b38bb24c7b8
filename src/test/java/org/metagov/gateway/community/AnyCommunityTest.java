package org.metagov.gateway.community;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.setup.CommunityBody;
import org.metagov.gateway.testing.Strange;

class AnyCommunityTest {
  @Provide
  Arbitrary<JsonValue> bodies() {
    return Strange.object(List.of("name", "slug", "readable_name", "plugins", "config"));
  }

  @Property
  void aCommunityIsAsItIsAskedForOrInvalid(@ForAll("bodies") JsonValue body) {
    try {
      assertThat(CommunityBody.of(body.asJsonObject()).plugins()).isNotNull();
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.INVALID);
    }
  }
}
