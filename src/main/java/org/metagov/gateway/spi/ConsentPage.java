package org.metagov.gateway.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A platform's page that asks somebody.
 *
 * @param url its address, without a query
 * @param parameters the query, such as {@code client_id} and {@code scope}, not encoded
 */
public record ConsentPage(String url, Map<String, String> parameters) {
  /** Keeps the order of the parameters. */
  public ConsentPage {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
