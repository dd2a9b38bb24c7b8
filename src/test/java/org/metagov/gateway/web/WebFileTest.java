package org.metagov.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebFileTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "deflate, gzip;q=1.0, *;q=0.5",
        "br, GZIP",
        "*",
        "gzip ; q=.25",
        "identity;q=0, gzip;q=1"
      })
  void whoeverTakesGzipIsSentIt(String codings) {
    assertThat(WebFile.allowsGzip(List.of(codings))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "identity", "br", "gzip;q=0", "gzip;q=0.000", "x-gzipped", "gzip;q=-1"})
  void nobodyElseIs(String codings) {
    assertThat(WebFile.allowsGzip(List.of(codings))).isFalse();
  }

  @Test
  void noHeaderIsNoGzip() {
    assertThat(WebFile.allowsGzip(List.of())).isFalse();
  }
}
