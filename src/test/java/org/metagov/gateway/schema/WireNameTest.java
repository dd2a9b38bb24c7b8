package org.metagov.gateway.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.spi.Name;

class WireNameTest {
  record Names(String apiKey, @Name("categorySlug") String category, int x) {}

  enum Choice {
    SINGLE_CHOICE,
    @Name("Ranked-Choice")
    RANKED,
    /** A constant with a body is of a class of its own. */
    WITH_BODY {
      @Override
      public String toString() {
        return "something else";
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "name, name",
    "apiKey, api_key",
    "sha256Count, sha256_count",
    "htmlURL, html_url",
    "URLOfPage, url_of_page",
    "aB, a_b",
    "x, x",
    "already_snake, already_snake"
  })
  void namesAreInSnakeCase(String java, String wire) {
    assertThat(WireName.snakeCase(java)).isEqualTo(wire);
  }

  @Test
  void aComponentHasItsSnakeCaseNameUnlessItNamesAnother() {
    assertThat(Stream.of(Names.class.getRecordComponents()).map(WireName::of))
        .containsExactly("api_key", "categorySlug", "x");
  }

  @Test
  void aConstantHasItsLowerCaseNameUnlessItNamesAnother() {
    assertThat(Stream.of(Choice.values()).map(WireName::of))
        .containsExactly("single_choice", "Ranked-Choice", "with_body");
  }
}
