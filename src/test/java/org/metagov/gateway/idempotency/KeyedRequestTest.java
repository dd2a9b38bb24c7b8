package org.metagov.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyedRequestTest {
  private static final KeyedRequest REQUEST =
      KeyedRequest.of(
          "7f3a", "KEY", "/x", "garden", "keyed", "abc".getBytes(StandardCharsets.UTF_8));

  @Test
  void aBodyIsKnownByItsKeyedHash() {
    assertThat(REQUEST.isOf("keyed")).isTrue();
    assertThat(REQUEST.isOf("another")).isFalse();
  }

  @Test
  void aBodyIsKnownByWhatEarlierVersionsHaveKeptOfIt() {
    // SHA-256 of "abc", as FIPS 180-4 has it.
    assertThat(REQUEST.isOf("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
        .isTrue();
  }
}
