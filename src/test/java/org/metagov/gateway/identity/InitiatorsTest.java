package org.metagov.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.metagov.gateway.identity.IdentityRows.Owner;

/** Who has caused an event, where there are several of the same name. */
class InitiatorsTest {
  private static final Owner NOWHERE = new Owner("ada", "", 1);
  private static final Owner SECOND = new Owner("ada", "T2", 2);

  @Test
  void anAccountCountsInThePlaceOfTheEvent() {
    List<Owner> owners = List.of(NOWHERE, SECOND);
    assertThat(Initiators.owner(owners, Optional.of("T2"), () -> true)).contains(SECOND);
    assertThat(Initiators.owner(owners, Optional.empty(), () -> true)).contains(NOWHERE);
  }

  @Test
  void anAccountOfNoPlaceCountsWhereverThePluginIsAlone() {
    List<Owner> owners = List.of(NOWHERE);
    assertThat(Initiators.owner(owners, Optional.of("T1"), () -> false)).contains(NOWHERE);
    assertThat(Initiators.owner(owners, Optional.of("T2"), () -> true)).isEmpty();
  }
}
