package org.metagov.gateway.community;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceTest {
  private static final Instance PLAIN = instance(1, null);
  private static final Instance T1 = instance(2, "T1");
  private static final Instance T2 = instance(3, "T2");

  private static Instance instance(long id, String platformId) {
    return new Instance(id, Optional.ofNullable(platformId), Optional.empty());
  }

  private static Optional<Instance> meant(String wanted, Instance... all) {
    return Instance.meant(List.of(all), Optional.ofNullable(wanted));
  }

  @Test
  void whoNamesNoneMeansTheOnlyOne() {
    assertThat(meant(null, T1)).contains(T1);
    assertThat(meant(null, PLAIN)).contains(PLAIN);
    assertThat(meant(null)).isEmpty();
  }

  @Test
  void whoNamesNoneOfSeveralMeansThatWithoutAName() {
    assertThat(meant(null, T1, T2)).isEmpty();
    assertThat(meant(null, PLAIN, T1, T2)).contains(PLAIN);
  }

  @Test
  void whoNamesOneMeansNoOther() {
    assertThat(meant("T1", T1, T2)).contains(T1);
    assertThat(meant("T3", T1, T2)).isEmpty();
    assertThat(meant("T3", T1)).isEmpty();
    assertThat(meant("T3", PLAIN)).isEmpty();
  }

  @Test
  void whatIsKeptAsADigestIsKnownByItsName() {
    String odd = "ends with a blank ";
    Instance kept = instance(4, Instance.key(odd));
    assertThat(kept.platformId()).isNotEqualTo(Optional.of(odd));
    assertThat(meant(odd, T1, kept)).contains(kept);
    assertThat(meant(kept.platformId().orElseThrow(), T1, kept)).contains(kept);
  }

  @Test
  void oneAloneBecomesWhateverOneAloneIsToBe() {
    assertThat(Instance.toChange(List.of(T1), Optional.of("T2"), true)).contains(T1);
    assertThat(Instance.toChange(List.of(T1), Optional.of("T2"), false)).isEmpty();
    assertThat(Instance.toChange(List.of(T1, T2), Optional.of("T2"), true)).contains(T2);
    assertThat(Instance.toChange(List.of(T1, T2), Optional.of("T3"), true)).isEmpty();
    assertThat(Instance.toChange(List.of(), Optional.empty(), true)).isEmpty();
  }
}
