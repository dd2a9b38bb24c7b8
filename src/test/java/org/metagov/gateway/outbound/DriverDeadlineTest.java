package org.metagov.gateway.outbound;

import java.time.Duration;
import java.util.Map;

class DriverDeadlineTest implements DeadlineContract {
  @Override
  public String post(String url, String body, Duration limit) {
    DriverAnswer answer = TestOutboundHttp.driver(limit).post(url, Map.of(), body);
    return answer.status() == 0 ? answer.error() : Integer.toString(answer.status());
  }
}
