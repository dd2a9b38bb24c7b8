package org.metagov.gateway.spi;

/**
 * What a platform is answered.
 *
 * @param status the HTTP status
 * @param contentType of the body; empty where there is none
 * @param body the text
 */
public record Reply(int status, String contentType, String body) {
  /** 200 without a body. */
  public static final Reply OK = new Reply(200, "", "");

  /** 200 with {@code json}. */
  public static Reply json(String json) {
    return new Reply(200, "application/json", json);
  }

  /** 200 with {@code text}. */
  public static Reply text(String text) {
    return new Reply(200, "text/plain; charset=UTF-8", text);
  }
}
