package org.metagov.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.metagov.gateway.testing.Strange;

/** Whatever stands in a request's first line, it is one path, or none. */
class AnyTargetTest {
  @Provide
  Arbitrary<String> text() {
    return Strange.text();
  }

  @Provide
  Arbitrary<String> paths() {
    return Strange.text().map(text -> "/api/hooks/" + text);
  }

  @Property
  void aPathThatIsTakenHasNothingThatASecondReaderSeesOtherwise(@ForAll("paths") String path) {
    if (RequestTarget.isCanonical(path)) {
      assertThat(path).doesNotContain("//", "/./", "/../", ";", "\\", "%2F", "%2f", "%00", " ");
      assertThat(path).doesNotEndWith("/").doesNotEndWith("/..");
      // What decodes it once and encodes nothing, and what does not decode it, agree on segments.
      String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      assertThat(decoded.split("/", -1)).hasSameSizeAs(path.split("/", -1));
    }
  }

  @Property
  void aQueryIsReadableOrItIsSaidWhatIsWrong(@ForAll("text") String query) {
    RequestTarget.wrongInQuery(query)
        .ifPresent(wrong -> assertThat(wrong).isNotBlank().hasSizeLessThan(500));
  }
}
