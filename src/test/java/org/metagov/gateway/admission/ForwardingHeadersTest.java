package org.metagov.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingHeadersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded",
        "X-Forwarded-For",
        "x-forwarded-client-cert",
        "X-Real-IP",
        "Via",
        "CDN-Loop",
        "CF-Connecting-IP",
        "cf-ray",
        "True-Client-IP",
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "Fastly-Client-IP",
        "X-Envoy-External-Address",
        "X-Original-URL",
        "X-Azure-ClientIP"
      })
  void aHeaderOfAProxyIsKnown(String name) {
    assertThat(ForwardingHeaders.tell(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host",
        "Accept",
        "User-Agent",
        "X-Metagov-Community",
        "X-Forwarded",
        "X-Request-Id",
        "traceparent",
        "X-Amzn-Trace-Id",
        "cfx"
      })
  void aHeaderOfADriversIsNone(String name) {
    assertThat(ForwardingHeaders.tell(name)).isFalse();
  }
}
