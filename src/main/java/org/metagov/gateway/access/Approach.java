package org.metagov.gateway.access;

import java.util.Optional;

/**
 * How a call came in: all that decides whether it is internal.
 *
 * @param remoteAddress the peer's address, as text
 * @param localPort the port it came in by
 * @param authorization the header {@code Authorization}
 * @param host the header {@code Host}
 * @param origin the header {@code Origin}
 * @param fetchSite the header {@code Sec-Fetch-Site}, by which a browser says whose page asks
 * @param forwarded whether a proxy left a header that says so
 * @param looped whether it has been sent by a gateway
 */
public record Approach(
    String remoteAddress,
    int localPort,
    Optional<String> authorization,
    Optional<String> host,
    Optional<String> origin,
    Optional<String> fetchSite,
    boolean forwarded,
    boolean looped) {}
