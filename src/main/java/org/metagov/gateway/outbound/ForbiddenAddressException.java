package org.metagov.gateway.outbound;

import java.net.UnknownHostException;

/** A name leads only to addresses that are not to be called. */
final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String host) {
    super(host + " leads to no address that may be called");
  }
}
