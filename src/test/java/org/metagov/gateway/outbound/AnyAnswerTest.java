package org.metagov.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.testing.Strange;

/** Whatever a platform answers, it is read, or cannot be. */
class AnyAnswerTest {
  @Provide
  Arbitrary<byte[]> bytes() {
    return Strange.bytes();
  }

  @Provide
  Arbitrary<String> codings() {
    return Arbitraries.oneOf(
        Arbitraries.of("gzip", "x-gzip", "deflate", "identity", "GZIP", "gzip, gzip", "br"),
        Strange.text());
  }

  @Property
  void aBodyIsDecodedOrCannotBeRead(
      @ForAll("codings") String coding, @ForAll("bytes") byte[] body) {
    try (var decoded = ContentCoding.decoded(coding, new ByteArrayInputStream(body))) {
      assertThat(decoded.readNBytes(1 << 20)).isNotNull();
    } catch (IOException e) {
      assertThat(e).isNotNull();
    }
  }
}
