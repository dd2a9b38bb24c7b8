package org.metagov.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.problem.ProblemException;
import org.metagov.gateway.problem.ProblemType;
import org.metagov.gateway.testing.Strange;

/** Whatever comes in, it is read, or it is the caller's fault. */
class AnyInputTest {
  @Provide
  Arbitrary<byte[]> bytes() {
    return Strange.bytes();
  }

  @Provide
  Arbitrary<String> text() {
    return Strange.text();
  }

  @Provide
  Arbitrary<JsonValue> json() {
    return Strange.json();
  }

  private static void refusedAtMost(Runnable reading) {
    try {
      reading.run();
    } catch (ProblemException e) {
      assertThat(e.type()).isEqualTo(ProblemType.INVALID);
      assertThat(e.getMessage()).hasSizeLessThan(2_100);
    }
  }

  @Property
  void aBodyIsAnObjectOrInvalid(@ForAll("bytes") byte[] body) {
    refusedAtMost(() -> assertThat(RequestBody.object(body)).isNotNull());
    refusedAtMost(() -> assertThat(RequestBody.objectOrEmpty(body)).isNotNull());
  }

  @Property
  void whatAPlatformSendsIsReadOrMalformed(@ForAll("bytes") byte[] body) {
    try {
      assertThat(JsonText.ofPlatform(body)).isNotNull();
    } catch (MalformedJsonException e) {
      assertThat(e.getMessage()).hasSizeLessThan(2_100);
    }
  }

  @Property
  void whatWasReadIsWrittenAndReadAgainAsItIs(@ForAll("json") JsonValue value) {
    JsonValue kept = JsonText.keepable(value);
    assertThat(JsonText.parse(JsonText.write(kept))).isEqualTo(kept);
    assertThat(JsonText.keepable(kept)).isEqualTo(kept);
  }

  @Property
  void aPageIsOfSomeSizeOrInvalid(@ForAll("text") String text) {
    refusedAtMost(() -> assertThat(PageLimit.of(text)).isBetween(1, 200));
    refusedAtMost(() -> assertThat(PagePosition.of("after", text)).isNotNegative());
  }
}
