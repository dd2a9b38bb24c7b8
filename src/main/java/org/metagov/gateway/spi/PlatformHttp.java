package org.metagov.gateway.spi;

/**
 * The way to a platform. Every call has a time limit in all ({@code metagov.outbound.timeout}) and
 * a size limit for the answer; redirects are followed for GET only, and never to another origin;
 * what is not followed is a {@link PlatformMovedException}. Calls are counted by the secrets of the
 * config: where the budget ({@code metagov.outbound.calls-per-minute}) is used up, or the platform
 * has answered 429, they fail with a {@link PlatformException} and are not sent.
 */
public interface PlatformHttp {
  /**
   * Starts a request.
   *
   * @param method such as {@code POST}
   * @param url absolute, {@code http} or {@code https}
   * @throws PlatformException where {@code url} is not such a URL
   */
  PlatformRequest request(String method, String url);

  /** Starts a GET request. */
  default PlatformRequest get(String url) {
    return request("GET", url);
  }

  /** Starts a POST request. */
  default PlatformRequest post(String url) {
    return request("POST", url);
  }
}
