package org.metagov.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BehindTest {
  @Test
  void behindASlugStandsWhatIsNotTheSlug() {
    assertThat(new Behind("s7", "s7").after("s7")).contains("");
    assertThat(new Behind("s7", "s7/polls/a%2Fb").after("s7")).contains("polls/a%2Fb");
    assertThat(new Behind("s 7", "s%207/x").after("s 7")).contains("x");
    assertThat(new Behind("s7", "s7/").after("s7")).contains("");
  }

  @Test
  void withoutASlugAllOfIt() {
    assertThat(Behind.NOTHING.after("")).contains("");
    assertThat(new Behind("polls", "polls/7").after("")).contains("polls/7");
  }

  @Test
  void anotherSlugIsNone() {
    assertThat(Behind.NOTHING.after("s7")).isEmpty();
    assertThat(new Behind("s8", "s8").after("s7")).isEmpty();
    assertThat(new Behind("s77", "s77/x").after("s7")).isEmpty();
  }
}
