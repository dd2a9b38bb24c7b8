package org.metagov.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.metagov.gateway.address.HttpUrl;

class QueryTest {
  @ParameterizedTest
  @CsvSource({
    "https://d.example/a, https://d.example/a?user_id=U%201",
    "https://d.example/a?b=c%20d, https://d.example/a?b=c%20d&user_id=U%201",
    "https://d.example/a?, https://d.example/a?user_id=U%201",
    "https://d.example/a?user_id=U2&b, https://d.example/a?b&user_id=U%201",
    "https://d.example/a?%75ser_id=U2;user_id=U3, https://d.example/a?user_id=U%201"
  })
  void whatIsAddedIsTheOnlyOneOfItsName(String url, String expected) {
    assertThat(Query.added(HttpUrl.of(url), Map.of("user_id", "U 1"))).isEqualTo(expected);
  }
}
